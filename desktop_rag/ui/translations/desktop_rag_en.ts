<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>CheckNow</name>
    <message numerus="yes">
        <source>%n checks were not passed.</source>
        <translation>
            <numerusform>%n check was not passed.</numerusform>
            <numerusform>%n checks were not passed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n checks were passed.</source>
        <translation>
            <numerusform>%n check was passed.</numerusform>
            <numerusform>All %n checks were passed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CollectionsListModel</name>
    <message numerus="yes">
        <source>{name}, %n documents, never leaves this computer</source>
        <translation>
            <numerusform>{name}, %n document, never leaves this computer</numerusform>
            <numerusform>{name}, %n documents, never leaves this computer</numerusform>
        </translation>
    </message>
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
        <source>Read %n documents anew…</source>
        <translation>
            <numerusform>Read %n document anew…</numerusform>
            <numerusform>Read %n documents anew…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The index of its %n documents is erased and then looked for. The files themselves stay.</source>
        <translation>
            <numerusform>The index of its %n document is erased and then looked for. The file itself stays.</numerusform>
            <numerusform>The index of its %n documents is erased and then looked for. The files themselves stay.</numerusform>
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
    <message numerus="yes">
        <source>Remove the folder “{folder}” with its %n documents from the library?</source>
        <translation>
            <numerusform>Remove the folder “{folder}” with its %n document from the library?</numerusform>
            <numerusform>Remove the folder “{folder}” with its %n documents from the library?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DocumentTexts</name>
    <message numerus="yes">
        <source>%n pages were read from their picture.</source>
        <translation>
            <numerusform>%n page was read from its picture.</numerusform>
            <numerusform>%n pages were read from their picture.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DurationWords</name>
    <message numerus="yes">
        <source>about %n minutes</source>
        <extracomment>A duration in a sentence: &quot;takes about 35 minutes&quot;</extracomment>
        <translation>
            <numerusform>about %n minute</numerusform>
            <numerusform>about %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n hours</source>
        <translation>
            <numerusform>about %n hour</numerusform>
            <numerusform>about %n hours</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ForgetDialog</name>
    <message numerus="yes">
        <source>Also erase %n questions with their answers</source>
        <translation>
            <numerusform>Also erase %n question with its answer</numerusform>
            <numerusform>Also erase %n questions with their answers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n chats quote it</source>
        <translation>
            <numerusform>%n chat quotes it</numerusform>
            <numerusform>%n chats quote it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{title} (%n questions)</source>
        <translation>
            <numerusform>{title} (%n question)</numerusform>
            <numerusform>{title} (%n questions)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeepDaysRow</name>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Chats without a question in the last %n days are erased.</source>
        <translation>
            <numerusform>Chats without a question in the last %n day are erased.</numerusform>
            <numerusform>Chats without a question in the last %n days are erased.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PolicyPage</name>
    <message numerus="yes">
        <source>And %n more.</source>
        <translation>
            <numerusform>And %n more.</numerusform>
            <numerusform>And %n more.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReadingOffer</name>
    <message numerus="yes">
        <source>%Ln documents</source>
        <translation>
            <numerusform>%Ln document</numerusform>
            <numerusform>%Ln documents</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReceiptWords</name>
    <message numerus="yes">
        <source>%n documents</source>
        <translation>
            <numerusform>%n document</numerusform>
            <numerusform>%n documents</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n passages</source>
        <translation>
            <numerusform>%n passage</numerusform>
            <numerusform>%n passages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n chats</source>
        <translation>
            <numerusform>%n chat</numerusform>
            <numerusform>%n chats</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n questions</source>
        <translation>
            <numerusform>%n question</numerusform>
            <numerusform>%n questions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ScopeWords</name>
    <message numerus="yes">
        <source>{names} and %n more</source>
        <extracomment>Two names of folders or documents, and how many others there are</extracomment>
        <translation>
            <numerusform>{names} and %n more</numerusform>
            <numerusform>{names} and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SearchModelDialog</name>
    <message numerus="yes">
        <source>%Ln documents</source>
        <translation>
            <numerusform>%Ln document</numerusform>
            <numerusform>%Ln documents</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SummaryLabel</name>
    <message numerus="yes">
        <source>%Ln documents, all ready</source>
        <translation>
            <numerusform>%Ln document, ready</numerusform>
            <numerusform>%Ln documents, all ready</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ready</source>
        <translation>
            <numerusform>%Ln ready</numerusform>
            <numerusform>%Ln ready</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln partly</source>
        <translation>
            <numerusform>%Ln partly</numerusform>
            <numerusform>%Ln partly</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln set aside</source>
        <translation>
            <numerusform>%Ln set aside</numerusform>
            <numerusform>%Ln set aside</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not found</source>
        <extracomment>Documents of which a search does not find their own sentences</extracomment>
        <translation>
            <numerusform>%Ln not found</numerusform>
            <numerusform>%Ln not found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting</source>
        <translation>
            <numerusform>%Ln waiting</numerusform>
            <numerusform>%Ln waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln away</source>
        <translation>
            <numerusform>%Ln away</numerusform>
            <numerusform>%Ln away</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln documents</source>
        <translation>
            <numerusform>%Ln document</numerusform>
            <numerusform>%Ln documents</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WatchLine</name>
    <message numerus="yes">
        <source>%Ln changes wait until the computer is plugged in</source>
        <translation>
            <numerusform>%Ln change waits until the computer is plugged in</numerusform>
            <numerusform>%Ln changes wait until the computer is plugged in</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln places are away; their documents keep answering</source>
        <translation>
            <numerusform>%Ln place is away; its documents keep answering</numerusform>
            <numerusform>%Ln places are away; their documents keep answering</numerusform>
        </translation>
    </message>
</context>
</TS>
