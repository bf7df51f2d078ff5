<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>CollectionsListModel</name>
    <message numerus="yes">
        <source>{name}, %n documents</source>
        <translation>
            <numerusform>{name}, %n document</numerusform>
            <numerusform>{name}, %n documents</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CollectionsSection</name>
    <message numerus="yes">
        <source>The index of its %n documents is deleted. The files themselves stay.</source>
        <translation>
            <numerusform>The index of its %n document is deleted. The file itself stays.</numerusform>
            <numerusform>The index of its %n documents is deleted. The files themselves stay.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DocumentActions</name>
    <message numerus="yes">
        <source>Try %n again</source>
        <translation>
            <numerusform>Try %n again</numerusform>
            <numerusform>Try %n again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n documents from the library?</source>
        <translation>
            <numerusform>Remove %n document from the library?</numerusform>
            <numerusform>Remove %n documents from the library?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DocumentsView</name>
    <message numerus="yes">
        <source>%n documents</source>
        <translation>
            <numerusform>%n document</numerusform>
            <numerusform>%n documents</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ready</source>
        <translation>
            <numerusform>%n ready</numerusform>
            <numerusform>%n ready</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n set aside</source>
        <translation>
            <numerusform>%n set aside</numerusform>
            <numerusform>%n set aside</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n away</source>
        <translation>
            <numerusform>%n away</numerusform>
            <numerusform>%n away</numerusform>
        </translation>
    </message>
</context>
</TS>
