<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja_JP" sourcelanguage="en_US">
<context>
    <name>AddDocumentsDialog</name>
    <message>
        <source>Add documents</source>
        <translation>文書を追加</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>追加</translation>
    </message>
    <message>
        <source>Remove from list</source>
        <translation>一覧から外す</translation>
    </message>
    <message>
        <source>Only files and folders of this computer can be added.</source>
        <translation>追加できるのは、このPCにあるファイルとフォルダーだけです。</translation>
    </message>
    <message>
        <source>Drop files or folders here</source>
        <translation>ここにファイルやフォルダーをドロップ</translation>
    </message>
    <message>
        <source>They stay where they are. Only an index is written, on this computer.</source>
        <translation>元の場所から動かしません。このPCに索引を作るだけです。</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>フォルダーを選ぶ</translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation>ファイルを選ぶ</translation>
    </message>
    <message>
        <source>Chosen files and folders</source>
        <translation>選んだファイルとフォルダー</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>コレクション</translation>
    </message>
    <message>
        <source>Collection: choose one or type a new name</source>
        <translation>コレクション：選ぶか、新しい名前を入力</translation>
    </message>
    <message>
        <source>Choose one or type a new name</source>
        <translation>選ぶか、新しい名前を入力してください</translation>
    </message>
    <message>
        <source>Nothing leaves this computer</source>
        <translation>データはこのPCの外に出ません</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Choose at least one file or folder.</source>
        <translation>ファイルかフォルダーを1つ以上選んでください。</translation>
    </message>
    <message>
        <source>Give the collection a name.</source>
        <translation>コレクションに名前を付けてください。</translation>
    </message>
</context>
<context>
    <name>AnswerText</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Show quote {number}</source>
        <translation>引用{number}を表示</translation>
    </message>
</context>
<context>
    <name>AnswersPage</name>
    <message>
        <source>Limit responses to my documents</source>
        <translation>回答を自分の文書に限定</translation>
    </message>
    <message>
        <source>For new chats. Where your documents do not contain an answer, that is what you are told.</source>
        <translation>新しいチャットに適用します。文書に答えがない場合は、そのようにお伝えします。</translation>
    </message>
    <message>
        <source>Quotes for an answer</source>
        <translation>1回の回答の引用数</translation>
    </message>
    <message>
        <source>How many passages are quoted at most. More quotes take the model longer to read.</source>
        <translation>引用する箇所の上限です。増やすと、モデルが読むのに時間がかかります。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>The best that this computer can use</source>
        <translation>このPCで使える最良のもの</translation>
    </message>
    <message>
        <source>Writes the answer from the quotes, on this computer.</source>
        <translation>引用をもとに、このPCで回答を書きます。</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>回答の長さの上限</translation>
    </message>
    <message>
        <source>In tokens: 256 are about 190 English words or 200 Japanese characters.</source>
        <extracomment>A token is about three quarters of an English word</extracomment>
        <translation>トークン数で指定します。256は、英語で約190語、日本語で約200文字です。</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
</context>
<context>
    <name>Badge</name>
    <message>
        <source>Local: nothing leaves this computer</source>
        <translation>ローカル：データはこのPCの外に出ません</translation>
    </message>
</context>
<context>
    <name>ChatHeader</name>
    <message>
        <source>Limit responses to my documents</source>
        <translation>回答を自分の文書に限定</translation>
    </message>
    <message>
        <source>On: answers come only from your documents. Off: the model may use its own knowledge.</source>
        <translation>オン：文書の内容だけから回答します。オフ：モデル自身の知識も使います。</translation>
    </message>
    <message>
        <source>1 document</source>
        <translation>文書1件</translation>
    </message>
    <message>
        <source>{count} documents</source>
        <translation>文書{count}件</translation>
    </message>
    <message>
        <source>Show the documents of this collection</source>
        <translation>このコレクションの文書を表示</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>What would you like to know? Answers show the exact passage.</source>
        <translation>知りたいことを入力してください。回答には、根拠となる箇所をそのまま示します。</translation>
    </message>
</context>
<context>
    <name>ChatsListModel</name>
    <message>
        <source>Today</source>
        <translation>今日</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨日</translation>
    </message>
    <message>
        <source>Last week</source>
        <translation>先週</translation>
    </message>
    <message>
        <source>Earlier</source>
        <extracomment>Heading above chats that are older than a week</extracomment>
        <translation>それ以前</translation>
    </message>
    <message>
        <source>Untitled chat</source>
        <translation>無題のチャット</translation>
    </message>
</context>
<context>
    <name>ChatsSection</name>
    <message>
        <source>Chats</source>
        <translation>チャット</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新しいチャット</translation>
    </message>
    <message>
        <source>Search chats</source>
        <translation>チャットを検索</translation>
    </message>
    <message>
        <source>No chat contains this.</source>
        <translation>この言葉を含むチャットはありません。</translation>
    </message>
    <message>
        <source>Ask a question, and it is kept here.</source>
        <translation>質問すると、ここに残ります。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>開く</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>名前を変更</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>削除…</translation>
    </message>
    <message>
        <source>Delete the chat “{title}”?</source>
        <translation>チャット「{title}」を削除しますか？</translation>
    </message>
    <message>
        <source>Its questions and answers are deleted. Your documents stay.</source>
        <translation>質問と回答を削除します。文書はそのまま残ります。</translation>
    </message>
    <message>
        <source>Delete chat</source>
        <translation>チャットを削除</translation>
    </message>
</context>
<context>
    <name>ChosenPathsListModel</name>
    <message>
        <source>{name}  in  {folder}</source>
        <extracomment>A chosen file or folder and where it lies</extracomment>
        <translation>{name}（{folder}）</translation>
    </message>
</context>
<context>
    <name>CollectionsListModel</name>
    <message numerus="yes">
        <source>{name}, %n documents</source>
        <translation>
            <numerusform>{name}、文書%n件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CollectionsSection</name>
    <message>
        <source>Collections</source>
        <translation>コレクション</translation>
    </message>
    <message>
        <source>None yet. Add documents to make the first one.</source>
        <translation>まだありません。文書を追加すると作成されます。</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文書</translation>
    </message>
    <message>
        <source>Bring up to date</source>
        <translation>最新の状態にする</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>名前を変更</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>削除…</translation>
    </message>
    <message>
        <source>Delete the collection “{name}”?</source>
        <translation>コレクション「{name}」を削除しますか？</translation>
    </message>
    <message numerus="yes">
        <source>The index of its %n documents is deleted. The files themselves stay.</source>
        <translation>
            <numerusform>文書%n件の索引を削除します。ファイルそのものは残ります。</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete collection</source>
        <translation>コレクションを削除</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Search or run a command</source>
        <translation>検索またはコマンド</translation>
    </message>
    <message>
        <source>Words of a chat, or a command</source>
        <translation>チャットの言葉、またはコマンド</translation>
    </message>
    <message>
        <source>Commands and chats</source>
        <translation>コマンドとチャット</translation>
    </message>
    <message>
        <source>Chat: {title}</source>
        <translation>チャット：{title}</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Ask about your documents…</source>
        <translation>文書について質問する…</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>質問</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>送信</translation>
    </message>
</context>
<context>
    <name>ConversationView</name>
    <message>
        <source>Conversation</source>
        <translation>会話</translation>
    </message>
</context>
<context>
    <name>DocumentActions</name>
    <message>
        <source>Show text</source>
        <translation>本文を表示</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再試行</translation>
    </message>
    <message>
        <source>Open file</source>
        <translation>ファイルを開く</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>フォルダーで表示</translation>
    </message>
    <message>
        <source>Remove from library…</source>
        <translation>ライブラリから削除…</translation>
    </message>
    <message numerus="yes">
        <source>Try %n again</source>
        <translation>
            <numerusform>%n件を再試行</numerusform>
        </translation>
    </message>
    <message>
        <source>The system knows no program for {name}.</source>
        <translation>{name}を開けるアプリがありません。</translation>
    </message>
    <message>
        <source>The folder of {name} cannot be shown.</source>
        <translation>{name}のフォルダーを表示できません。</translation>
    </message>
    <message>
        <source>Remove “{name}” from the library?</source>
        <translation>「{name}」をライブラリから削除しますか？</translation>
    </message>
    <message numerus="yes">
        <source>Remove %n documents from the library?</source>
        <translation>
            <numerusform>文書%n件をライブラリから削除しますか？</numerusform>
        </translation>
    </message>
    <message>
        <source>They can no longer be found or quoted. The files themselves stay where they are.</source>
        <translation>検索や引用ができなくなります。ファイルそのものは元の場所に残ります。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
</context>
<context>
    <name>DocumentsGrid</name>
    <message>
        <source>Documents</source>
        <translation>文書</translation>
    </message>
</context>
<context>
    <name>DocumentsTableModel</name>
    <message>
        <source>Ready</source>
        <extracomment>State of a document: it is indexed and can be found</extracomment>
        <translation>準備完了</translation>
    </message>
    <message>
        <source>Waiting</source>
        <extracomment>State of a document: it is not read yet</extracomment>
        <translation>待機中</translation>
    </message>
    <message>
        <source>Set aside</source>
        <extracomment>State of a document: it could not be read</extracomment>
        <translation>保留</translation>
    </message>
    <message>
        <source>Away</source>
        <extracomment>State of a document: the file is not there now, for example on a drive that is unplugged</extracomment>
        <translation>見つかりません</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>フォルダー</translation>
    </message>
    <message>
        <source>State</source>
        <extracomment>Column of the documents table: ready, waiting, set aside, away</extracomment>
        <translation>状態</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>ページ数</translation>
    </message>
    <message>
        <source>Passages</source>
        <translation>区切り数</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>Modified</source>
        <extracomment>Column of the documents table: when the file was changed last</extracomment>
        <translation>更新日時</translation>
    </message>
    <message>
        <source>Reason</source>
        <extracomment>Column of the documents table: why a document could not be read</extracomment>
        <translation>理由</translation>
    </message>
</context>
<context>
    <name>DocumentsView</name>
    <message>
        <source>There are no documents in this collection yet.</source>
        <translation>このコレクションには、まだ文書がありません。</translation>
    </message>
    <message>
        <source>Add documents</source>
        <translation>文書を追加</translation>
    </message>
    <message>
        <source>No document matches.</source>
        <translation>一致する文書はありません。</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>すべて表示</translation>
    </message>
    <message>
        <source>Back to the conversation</source>
        <translation>会話に戻る</translation>
    </message>
    <message>
        <source>Find by name or folder</source>
        <translation>名前またはフォルダーで検索</translation>
    </message>
    <message>
        <source>Find documents by name or folder</source>
        <translation>文書を名前またはフォルダーで検索</translation>
    </message>
    <message>
        <source>Show documents in this state</source>
        <translation>この状態の文書を表示</translation>
    </message>
    <message numerus="yes">
        <source>%n documents</source>
        <translation>
            <numerusform>文書%n件</numerusform>
        </translation>
    </message>
    <message>
        <source>All documents</source>
        <translation>すべての文書</translation>
    </message>
    <message>
        <source> · </source>
        <extracomment>Between &quot;214 documents&quot;, &quot;210 ready&quot; and &quot;4 set aside&quot;</extracomment>
        <translation> · </translation>
    </message>
    <message numerus="yes">
        <source>%n ready</source>
        <translation>
            <numerusform>準備完了%n件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n set aside</source>
        <translation>
            <numerusform>保留%n件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>待機中%n件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n away</source>
        <translation>
            <numerusform>見つからないもの%n件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DropTarget</name>
    <message>
        <source>Drop to add to a collection. The files stay where they are.</source>
        <translation>ドロップすると、コレクションに追加します。ファイルは元の場所に残ります。</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this text</source>
        <translation>この文章を検索</translation>
    </message>
    <message>
        <source>Find before</source>
        <translation>前を検索</translation>
    </message>
    <message>
        <source>Find after</source>
        <translation>次を検索</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Not in this text</source>
        <translation>この文章にはありません</translation>
    </message>
</context>
<context>
    <name>GeneralPage</name>
    <message>
        <source>Language</source>
        <translation>言語</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>システムに合わせる</translation>
    </message>
    <message>
        <source>Takes effect at the next start.</source>
        <translation>次回の起動時に反映されます。</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>ライト</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>ダーク</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字の大きさ</translation>
    </message>
    <message>
        <source>13 is usual. Takes effect at the next start.</source>
        <translation>標準は13です。次回の起動時に反映されます。</translation>
    </message>
    <message>
        <source>General</source>
        <translation>全般</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Search or run a command    Ctrl+K</source>
        <translation>検索またはコマンド    Ctrl+K</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>検索またはコマンド</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>New chat</source>
        <translation>新しいチャット</translation>
    </message>
    <message>
        <source>Add documents</source>
        <translation>文書を追加</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>検索またはコマンド</translation>
    </message>
    <message>
        <source>Write a question</source>
        <translation>質問を入力</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>回答を停止</translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation>次の領域へ移動</translation>
    </message>
    <message>
        <source>Previous pane</source>
        <translation>前の領域へ移動</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>終了</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Add a model file…</source>
        <translation>モデルファイルを追加…</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>確認</translation>
    </message>
    <message>
        <source>Models are files on this computer. One for search is needed; one for answers writes them from the quotes. Without it the quotes are the answer.</source>
        <translation>モデルは、このPCに置くファイルです。検索用のモデルは必須です。回答用のモデルがあれば引用をもとに文章で回答し、ない場合は引用がそのまま回答になります。</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Choose a model file</source>
        <translation>モデルファイルを選ぶ</translation>
    </message>
    <message>
        <source>Model files (*.gguf)</source>
        <translation>モデルファイル (*.gguf)</translation>
    </message>
    <message>
        <source>Checking the file and copying it…</source>
        <translation>ファイルを確認してコピーしています…</translation>
    </message>
    <message>
        <source>Checking {name}: it is loaded and says a word…</source>
        <translation>{name}を確認しています。読み込んで動作を試しています…</translation>
    </message>
    <message>
        <source>{name} works on this computer.</source>
        <translation>{name}は、このPCで使用できます。</translation>
    </message>
</context>
<context>
    <name>ModelsTableModel</name>
    <message>
        <source>Answers</source>
        <extracomment>What a model file is for</extracomment>
        <translation>回答</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>検索</translation>
    </message>
    <message>
        <source>Can be used</source>
        <extracomment>A model file that this computer can use</extracomment>
        <translation>使用できます</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>For</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>Needs memory</source>
        <translation>必要なメモリ</translation>
    </message>
    <message>
        <source>Free now</source>
        <translation>現在の空き</translation>
    </message>
    <message>
        <source>State</source>
        <extracomment>Column of the models table: whether a model can be used</extracomment>
        <translation>状態</translation>
    </message>
</context>
<context>
    <name>PageBar</name>
    <message>
        <source>Previous page</source>
        <translation>前のページ</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>次のページ</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>縮小</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>拡大</translation>
    </message>
    <message>
        <source>Fit the width</source>
        <translation>幅に合わせる</translation>
    </message>
    <message>
        <source>Page {page} of {pages}</source>
        <translation>{page} / {pages}ページ</translation>
    </message>
    <message>
        <source>Part {part} of {parts}</source>
        <extracomment>A long text is shown in parts</extracomment>
        <translation>{part} / {parts}</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <extracomment>Size of a page, for example &quot;100 %&quot;</extracomment>
        <translation>{percent}%</translation>
    </message>
</context>
<context>
    <name>PrivacyPage</name>
    <message>
        <source>Your documents</source>
        <translation>文書</translation>
    </message>
    <message>
        <source>They stay where they are and are never changed. Nothing of them leaves this computer.</source>
        <translation>元の場所から動かさず、変更もしません。内容がこのPCの外に出ることはありません。</translation>
    </message>
    <message>
        <source>The index</source>
        <translation>索引</translation>
    </message>
    <message>
        <source>The text of your documents, cut into passages, so that they can be found and quoted.</source>
        <translation>検索と引用のために、文書の文章を区切って保存したものです。</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>チャット</translation>
    </message>
    <message>
        <source>Your questions and the answers, until you delete the chat they belong to.</source>
        <translation>質問と回答です。チャットを削除するまで残ります。</translation>
    </message>
    <message>
        <source>Pictures of pages</source>
        <translation>ページの画像</translation>
    </message>
    <message>
        <source>Made when you look at a source. They are deleted whenever the program starts or ends.</source>
        <translation>出典を表示するときに作成し、プログラムの起動時と終了時に削除します。</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>ログ</translation>
    </message>
    <message>
        <source>Times and codes, so that a fault can be found. No text, no questions, no file names.</source>
        <translation>不具合を調べるための時刻とコードだけを記録します。文章、質問、ファイル名は記録しません。</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>プライバシー</translation>
    </message>
    <message>
        <source>Library folder</source>
        <translation>ライブラリのフォルダー</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>フォルダーを開く</translation>
    </message>
    <message>
        <source>All of it is in one folder</source>
        <translation>すべて1つのフォルダーにあります</translation>
    </message>
    <message>
        <source>Only you can read it.</source>
        <translation>読み取れるのは、ご本人だけです。</translation>
    </message>
    <message>
        <source>The system knows no program that shows folders.</source>
        <translation>フォルダーを表示できるアプリがありません。</translation>
    </message>
</context>
<context>
    <name>QuoteCard</name>
    <message>
        <source>Quote {number}: {place}</source>
        <translation>引用{number}：{place}</translation>
    </message>
    <message>
        <source>Passage: {place}</source>
        <translation>該当箇所：{place}</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Set by your organisation</source>
        <translation>組織で設定されています</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>General</source>
        <translation>全般</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>プライバシー</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>ページ</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Add documents</source>
        <translation>文書を追加</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
</context>
<context>
    <name>SourceHeader</name>
    <message>
        <source>Previous citation</source>
        <translation>前の引用</translation>
    </message>
    <message>
        <source>Next citation</source>
        <translation>次の引用</translation>
    </message>
    <message>
        <source>Open the file</source>
        <translation>ファイルを開く</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>フォルダーで表示</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <extracomment>Which citation of an answer is shown</extracomment>
        <translation>{number} / {count}</translation>
    </message>
</context>
<context>
    <name>SourceView</name>
    <message>
        <source>This file has changed since it was indexed.</source>
        <translation>索引の作成後に、ファイルが変更されています。</translation>
    </message>
    <message>
        <source>Choose a quote to see where it stands.</source>
        <translation>引用を選ぶと、元の場所を表示します。</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>ページ</translation>
    </message>
    <message>
        <source>Text of the document</source>
        <translation>文書の本文</translation>
    </message>
    <message>
        <source>Opening the document…</source>
        <translation>文書を開いています…</translation>
    </message>
    <message>
        <source>The picture of this page could not be made. Open the file to read it.</source>
        <translation>このページの画像を作成できませんでした。ファイルを開いてご確認ください。</translation>
    </message>
    <message>
        <source>The system knows no program for {name}.</source>
        <translation>{name}を開けるアプリがありません。</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Progress of reading</source>
        <translation>読み取りの進み具合</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop reading documents</source>
        <translation>文書の読み取りを停止</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>再開</translation>
    </message>
    <message>
        <source>Opening the library.</source>
        <translation>ライブラリを開いています。</translation>
    </message>
    <message>
        <source>Looking for changes in {name}</source>
        <translation>{name}の変更を確認しています</translation>
    </message>
    <message>
        <source>Finishing {name}</source>
        <translation>{name}の仕上げをしています</translation>
    </message>
    <message>
        <source>Reading {name}: {done} of {total}</source>
        <translation>{name}を読み取り中：{done} / {total}件</translation>
    </message>
    <message>
        <source>{name} is up to date; {count} could not be read, see its documents.</source>
        <translation>{name}は最新です。{count}件を読み取れませんでした。文書の一覧をご確認ください。</translation>
    </message>
    <message>
        <source>{name} is up to date.</source>
        <translation>{name}は最新です。</translation>
    </message>
    <message>
        <source>Everything is up to date.</source>
        <translation>すべて最新です。</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>準備完了</translation>
    </message>
    <message>
        <source>Stopped; what was read is kept.</source>
        <translation>停止しました。読み取った内容は残っています。</translation>
    </message>
    <message>
        <source>{rate} files/s</source>
        <translation>毎秒{rate}件</translation>
    </message>
    <message>
        <source>{seconds} s left</source>
        <translation>残り{seconds}秒</translation>
    </message>
    <message>
        <source>{minutes} min left</source>
        <translation>残り{minutes}分</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between a rate and a time</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>Search by meaning is getting ready</source>
        <translation>意味による検索を準備しています</translation>
    </message>
    <message>
        <source>The model is getting ready</source>
        <translation>モデルを準備しています</translation>
    </message>
    <message>
        <source>Model ready: {name}</source>
        <translation>モデル：準備完了（{name}）</translation>
    </message>
    <message>
        <source>Search ready</source>
        <translation>検索：準備完了</translation>
    </message>
</context>
<context>
    <name>TurnView</name>
    <message>
        <source>Copy with sources</source>
        <translation>出典つきでコピー</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>もう一度質問</translation>
    </message>
    <message>
        <source>Sentences that the documents do not confirm</source>
        <translation>文書で確認できない文</translation>
    </message>
    <message>
        <source>Not confirmed by the documents ({count})</source>
        <translation>文書で確認できない文（{count}）</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>コピーしました</translation>
    </message>
    <message>
        <source>Choose another model</source>
        <translation>別のモデルを選ぶ</translation>
    </message>
    <message>
        <source>Nothing in the documents that were searched ({count}) answers this question.</source>
        <translation>検索した文書（{count}件）に、この質問の答えは見つかりませんでした。</translation>
    </message>
    <message>
        <source>Nothing in the one document of {collection} answers this question.</source>
        <translation>「{collection}」の文書1件に、この質問の答えは見つかりませんでした。</translation>
    </message>
    <message>
        <source>Nothing in the {count} documents of {collection} answers this question.</source>
        <translation>「{collection}」の文書{count}件に、この質問の答えは見つかりませんでした。</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the names of documents</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>Closest: {names}.</source>
        <translation>近い内容：{names}。</translation>
    </message>
    <message>
        <source>Hide them</source>
        <translation>隠す</translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>表示する</translation>
    </message>
    <message>
        <source>No passage clearly answers this question. These come closest.</source>
        <translation>この質問に明確に答える箇所は見つかりませんでした。質問に近い箇所を表示しています。</translation>
    </message>
    <message>
        <source>Your documents may not say.</source>
        <translation>文書に明確な記載が見つかりません。</translation>
    </message>
    <message>
        <source>Your documents don&apos;t say.</source>
        <translation>文書には記載がありません。</translation>
    </message>
    <message>
        <source>Not from your documents.</source>
        <translation>文書に基づかない回答です。</translation>
    </message>
    <message>
        <source>The model answered from its own knowledge; check it before you use it.</source>
        <translation>モデル自身の知識による回答です。利用する前に内容をご確認ください。</translation>
    </message>
    <message>
        <source>Your question is asked as soon as the library is open.</source>
        <translation>ライブラリが開き次第、質問を送ります。</translation>
    </message>
    <message>
        <source>Your question is asked as soon as the documents have been read.</source>
        <translation>文書を読み終え次第、質問を送ります。</translation>
    </message>
    <message>
        <source>Found by its words; the search by meaning is getting ready.</source>
        <translation>言葉で見つけた箇所です。意味による検索を準備しています。</translation>
    </message>
    <message>
        <source>Searching your documents.</source>
        <translation>文書を検索しています。</translation>
    </message>
    <message>
        <source>Writing.</source>
        <translation>回答を書いています。</translation>
    </message>
    <message>
        <source>Reading the passages.</source>
        <translation>該当箇所を読んでいます。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>停止しました。</translation>
    </message>
    <message>
        <source>{supported} of {count} sentences supported</source>
        <translation>{count}文のうち{supported}文を文書で確認</translation>
    </message>
    <message>
        <source>Stopped. {result}</source>
        <translation>停止しました。{result}</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Ask your own documents</source>
        <translation>自分の文書に質問する</translation>
    </message>
    <message>
        <source>Every answer shows the exact passage, with document and page. If your documents don&apos;t say, you are told so. Everything happens on this computer.</source>
        <translation>回答には、根拠となる箇所を文書名とページつきで示します。文書に記載がなければ、そのようにお伝えします。処理はすべてこのPCの中で行います。</translation>
    </message>
    <message>
        <source>Add your documents</source>
        <translation>文書を追加する</translation>
    </message>
    <message>
        <source>Choose a folder, or drop files anywhere on this window</source>
        <translation>フォルダーを選ぶか、この画面にファイルをドロップしてください</translation>
    </message>
    <message>
        <source>Try the sample handbook</source>
        <translation>サンプルの社内文書で試す</translation>
    </message>
    <message>
        <source>Twelve documents of a small company, ready in seconds</source>
        <translation>小さな会社の文書12点。数秒で使えます</translation>
    </message>
    <message>
        <source>A small model is included. A larger one gives better wording:</source>
        <translation>小型のモデルが入っています。大きいモデルほど自然な文章になります：</translation>
    </message>
    <message>
        <source>choose a model</source>
        <translation>モデルを選ぶ</translation>
    </message>
</context>
<context>
    <name>WindowController</name>
    <message>
        <source>Sample handbook</source>
        <translation>サンプル社内文書</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Your documents and what you wrote are kept; questions are asked as soon as it is back.</source>
        <translation>文書と入力した内容は残っています。質問は、再開し次第送ります。</translation>
    </message>
    <message>
        <source>Restarting the library.</source>
        <translation>ライブラリを再起動しています。</translation>
    </message>
    <message>
        <source>The old file is kept beside the new one as settings.broken.json.</source>
        <translation>元のファイルは settings.broken.json として残してあります。</translation>
    </message>
    <message>
        <source>Your settings could not be read, so the defaults are used.</source>
        <translation>設定を読み取れなかったため、初期設定を使っています。</translation>
    </message>
    <message>
        <source>{model}, on this computer</source>
        <translation>{model}、このPCで実行</translation>
    </message>
</context>
</TS>
