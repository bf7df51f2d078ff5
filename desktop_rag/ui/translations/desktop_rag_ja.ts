<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja_JP" sourcelanguage="en_US">
<context>
    <name>ActionRow</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
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
        <source>PDF, Word, Excel, PowerPoint, OpenDocument, mail, web pages, e-books and text are read.</source>
        <translation>PDF、Office、OpenDocument、メール、Webページ、電子書籍、テキストを読み取ります。</translation>
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
        <source>They are read on this computer; nothing is sent</source>
        <translation>読み取りはこのPCで行い、何も送信しません</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Documents</source>
        <extracomment>The kinds of files in a file dialog</extracomment>
        <translation>文書</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>すべてのファイル</translation>
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
    <name>Azure</name>
    <message>
        <source>Goes to Azure: {host}, {deployment}</source>
        <translation>Azureに送信：{host}、{deployment}</translation>
    </message>
    <message>
        <source>declared: not kept, not read by people</source>
        <translation>組織の宣言：保存されず、人が読むこともありません</translation>
    </message>
    <message>
        <source>prompts may be kept and read by people</source>
        <translation>送信内容が保存され、人に読まれることがあります</translation>
    </message>
    <message>
        <source>Microsoft may keep prompts for abuse monitoring and people may read them. Your organisation has not declared that this is switched off for this resource.</source>
        <translation>Microsoftは不正利用の監視のために送信内容を保存し、担当者が読むことがあります。このリソースで監視が無効になっているという組織の宣言はありません。</translation>
    </message>
    <message>
        <source>Your organisation declares that abuse monitoring keeps nothing of this resource (ContentLogging: false), so nobody at Microsoft reads prompts.</source>
        <translation>組織の宣言によると、このリソースでは不正利用の監視による保存が無効です（ContentLogging: false）。Microsoftの担当者が送信内容を読むことはありません。</translation>
    </message>
    <message>
        <source>Declared by {name} on {day}.</source>
        <translation>{day}に{name}が宣言しました。</translation>
    </message>
    <message>
        <source>Declared by {name}.</source>
        <translation>{name}が宣言しました。</translation>
    </message>
    <message>
        <source>Declared on {day}.</source>
        <translation>{day}に宣言されました。</translation>
    </message>
    <message>
        <source>Prompts and answers are not used to train models and are not given to OpenAI.</source>
        <translation>送信内容と回答がモデルの学習に使われることはなく、OpenAIに渡されることもありません。</translation>
    </message>
    <message>
        <source>Abuse monitoring: programs look at prompts and answers first. What they find suspicious may be kept, and authorised Microsoft employees may read it.</source>
        <translation>不正利用の監視：送信内容と回答は、まずプログラムが確認します。疑わしいと判定された内容は保存され、権限を持つMicrosoftの社員が読むことがあります。</translation>
    </message>
    <message>
        <source>Kept for up to 30 days according to Microsoft Q&amp;A; Microsoft&apos;s present privacy page gives no number.</source>
        <translation>保存期間はMicrosoft Q&amp;Aによると最長30日です。Microsoftの現在のプライバシーのページに日数の記載はありません。</translation>
    </message>
    <message>
        <source>Processed: a Global deployment in any region, a Data Zone deployment in the United States or the European Union, a regional deployment in its own region. What is kept stays in the geography of the resource.</source>
        <translation>処理される場所：グローバルのデプロイは世界のいずれかのリージョン、データゾーンのデプロイは米国またはEU、リージョンのデプロイはそのリージョンです。保存される内容は、リソースのある地域の中に置かれます。</translation>
    </message>
    <message>
        <source>An organisation can have this monitoring changed so that nothing is kept. Only your IT department can see whether that is in force (ContentLogging: false), and which kind of deployment it is.</source>
        <translation>組織は、何も保存しないように監視を変更してもらうことができます。それが有効かどうか（ContentLogging: false）と、デプロイの種類を確認できるのはIT部門だけです。</translation>
    </message>
    <message>
        <source>Wording as of {day}.</source>
        <translation>{day}時点の記載に基づいています。</translation>
    </message>
    <message>
        <source>Mail addresses</source>
        <translation>メールアドレス</translation>
    </message>
    <message>
        <source>Phone numbers</source>
        <translation>電話番号</translation>
    </message>
    <message>
        <source>Postal codes</source>
        <translation>郵便番号</translation>
    </message>
    <message>
        <source>My Numbers</source>
        <extracomment>The personal number that every resident of Japan has (マイナンバー)</extracomment>
        <translation>マイナンバー</translation>
    </message>
    <message>
        <source>Bank accounts</source>
        <translation>銀行口座</translation>
    </message>
    <message>
        <source>Card numbers</source>
        <translation>カード番号</translation>
    </message>
    <message>
        <source>Employee numbers</source>
        <translation>社員番号</translation>
    </message>
    <message>
        <source>Customer numbers</source>
        <translation>顧客番号</translation>
    </message>
    <message>
        <source>Names and words from the list</source>
        <translation>リストの名前と語句</translation>
    </message>
    <message>
        <source>File names and paths</source>
        <translation>ファイル名とパス</translation>
    </message>
</context>
<context>
    <name>AzurePage</name>
    <message>
        <source>Your own names and words</source>
        <translation>自分で登録する名前と語句</translation>
    </message>
    <message>
        <source>One a line: people, customers, projects. They are replaced wherever they stand.</source>
        <translation>人名、顧客名、案件名などを1行に1つ書きます。どこに現れても置き換えます。</translation>
    </message>
    <message>
        <source>Your own patterns</source>
        <translation>自分で登録するパターン</translation>
    </message>
    <message>
        <source>One a line, a name and a regular expression: what it finds is replaced by the name.</source>
        <translation>名前と正規表現を1行に1つ書きます。一致した部分を名前に置き換えます。</translation>
    </message>
    <message>
        <source>What leaves</source>
        <translation>送信されるもの</translation>
    </message>
    <message>
        <source>What the service keeps</source>
        <translation>サービスに保存されるもの</translation>
    </message>
    <message>
        <source>The way there</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>Before each sending</source>
        <translation>送信の前に</translation>
    </message>
    <message>
        <source>Azure OpenAI</source>
        <translation>Azure OpenAI</translation>
    </message>
    <message>
        <source>Offer Azure OpenAI for questions</source>
        <translation>質問にAzure OpenAIを使えるようにする</translation>
    </message>
    <message>
        <source>Off: everything is done on this computer. On: beside the question field you choose where a question goes. Every chat still starts on this computer.</source>
        <translation>オフ：すべてこのPCで処理します。オン：質問欄の横で送り先を選べます。どのチャットも、最初はこのPCで回答します。</translation>
    </message>
    <message>
        <source>Sent, once you have agreed</source>
        <translation>同意したあとに送信されるもの</translation>
    </message>
    <message>
        <source>Your question, the passages that you see in the preview, and the earlier questions of the same chat. Personal data is replaced before that, and put back here.</source>
        <translation>質問、プレビューに表示される引用、同じチャットのこれまでの質問です。個人情報は送信前に置き換え、このPCで元に戻します。</translation>
    </message>
    <message>
        <source>Never sent</source>
        <translation>送信されないもの</translation>
    </message>
    <message>
        <source>Files, file names, folders, and anything from a collection that is marked as never leaving this computer. Finding passages and checking the answer stay here.</source>
        <translation>ファイル、ファイル名、フォルダー、「このPCから出さない」に設定したコレクションの内容です。引用の検索と回答の確認は、このPCで行います。</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>エンドポイント</translation>
    </message>
    <message>
        <source>Deployment</source>
        <translation>デプロイ</translation>
    </message>
    <message>
        <source>The name that IT gave to the model.</source>
        <translation>IT部門がモデルに付けた名前です。</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>認証方法</translation>
    </message>
    <message>
        <source>With a key</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>Company account, in the browser</source>
        <translation>会社のアカウント（ブラウザー）</translation>
    </message>
    <message>
        <source>Company account, with a code</source>
        <translation>会社のアカウント（コード）</translation>
    </message>
    <message>
        <source>Test connection</source>
        <translation>接続を確認</translation>
    </message>
    <message>
        <source>Tries endpoint, sign-in and deployment. No document is sent.</source>
        <translation>エンドポイント、認証、デプロイを確認します。文書は送信しません。</translation>
    </message>
    <message>
        <source>Endpoint, sign-in and deployment work. No document was sent.</source>
        <translation>エンドポイント、認証、デプロイに問題はありません。文書は送信していません。</translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation>テナント</translation>
    </message>
    <message>
        <source>The directory of your organisation.</source>
        <translation>組織のディレクトリです。</translation>
    </message>
    <message>
        <source>App ID</source>
        <translation>アプリID</translation>
    </message>
    <message>
        <source>The app that IT has registered for this.</source>
        <translation>IT部門が登録したアプリです。</translation>
    </message>
    <message>
        <source>Scope</source>
        <translation>スコープ</translation>
    </message>
    <message>
        <source>Ask for consent</source>
        <translation>同意の確認</translation>
    </message>
    <message>
        <source>Before every question</source>
        <translation>質問のたびに確認</translation>
    </message>
    <message>
        <source>Once in a chat</source>
        <translation>チャットごとに1回</translation>
    </message>
    <message>
        <source>Withdraw every consent</source>
        <translation>すべての同意を取り消す</translation>
    </message>
    <message>
        <source>Chats for which you agreed once ask again.</source>
        <translation>一度同意したチャットでも、もう一度確認します。</translation>
    </message>
    <message>
        <source>Every chat asks again before it sends anything.</source>
        <translation>どのチャットでも、送信の前にもう一度確認します。</translation>
    </message>
    <message>
        <source>Replace personal data</source>
        <translation>個人情報を置き換える</translation>
    </message>
    <message>
        <source>Mail addresses, phone numbers, postal codes, My Number, bank accounts and cards, employee and customer numbers, and the words below. The real words are put back into the answer, here.</source>
        <translation>メールアドレス、電話番号、郵便番号、マイナンバー、銀行口座とカードの番号、社員番号、顧客番号、下の語句を置き換えます。回答では、このPCで元の言葉に戻します。</translation>
    </message>
    <message>
        <source>Your organisation declares where it is processed: {zone}.</source>
        <translation>組織の宣言によると、処理の場所は{zone}です。</translation>
    </message>
    <message>
        <source>Fill in endpoint and deployment below before you switch it on.</source>
        <translation>オンにする前に、下のエンドポイントとデプロイ名を入力してください。</translation>
    </message>
</context>
<context>
    <name>AzurePreview</name>
    <message>
        <source>This question goes to Azure OpenAI</source>
        <translation>この質問はAzure OpenAIに送信されます</translation>
    </message>
    <message>
        <source>As sent (JSON)</source>
        <translation>送信内容（JSON）</translation>
    </message>
    <message>
        <source>Don&apos;t ask again in this chat</source>
        <translation>このチャットでは今後確認しない</translation>
    </message>
    <message>
        <source>Answer locally instead</source>
        <translation>このPCで回答</translation>
    </message>
    <message>
        <source>Don&apos;t send</source>
        <translation>送信しない</translation>
    </message>
    <message>
        <source>Send to Azure</source>
        <translation>Azureに送信</translation>
    </message>
    <message>
        <source>deployment {name}</source>
        <translation>デプロイ {name}</translation>
    </message>
    <message>
        <source>{count} bytes</source>
        <translation>{count}バイト</translation>
    </message>
    <message>
        <source>set by your organisation: consent for every question</source>
        <translation>組織の設定：質問のたびに同意が必要</translation>
    </message>
    <message>
        <source>set by your organisation: consent once in a chat</source>
        <translation>組織の設定：チャットごとに1回の同意</translation>
    </message>
    <message>
        <source>set by your organisation: consent is given</source>
        <translation>組織の設定：同意済み</translation>
    </message>
    <message>
        <source>fixed by your organisation</source>
        <translation>組織が固定しています</translation>
    </message>
    <message>
        <source>asked for every question, see Settings</source>
        <translation>質問のたびに確認します（設定で変更できます）</translation>
    </message>
    <message>
        <source>a private chat keeps nothing</source>
        <translation>プライベートチャットでは何も保存しません</translation>
    </message>
    <message>
        <source>Exactly this text is sent</source>
        <translation>この内容がそのまま送信されます</translation>
    </message>
    <message>
        <source>The body of the request, as sent</source>
        <translation>送信されるリクエストの本文</translation>
    </message>
</context>
<context>
    <name>Badge</name>
    <message>
        <source>Local: nothing leaves this computer</source>
        <translation>ローカル：データはこのPCの外に出ません</translation>
    </message>
    <message>
        <source>Questions are answered by a model on this computer.</source>
        <translation>質問には、このPCのモデルが回答します。</translation>
    </message>
</context>
<context>
    <name>ChatHeader</name>
    <message>
        <source>Not kept</source>
        <translation>保存しません</translation>
    </message>
    <message>
        <source>Nothing of this chat is written down; it is gone when you leave it.</source>
        <translation>このチャットは保存されません。離れると消えます。</translation>
    </message>
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
        <source>Its questions and answers are erased and then looked for. Your documents stay.</source>
        <translation>質問と回答を消去し、残っていないことを確認します。文書はそのまま残ります。</translation>
    </message>
    <message>
        <source>Delete chat</source>
        <translation>チャットを削除</translation>
    </message>
</context>
<context>
    <name>CheckNow</name>
    <message>
        <source>Check now</source>
        <translation>今すぐ確認</translation>
    </message>
    <message>
        <source>Open report</source>
        <translation>報告書を開く</translation>
    </message>
    <message>
        <source>Show report in folder</source>
        <translation>報告書をフォルダーで表示</translation>
    </message>
    <message>
        <source>Does anything leave unasked?</source>
        <translation>無断で外に出るものがないかの確認</translation>
    </message>
    <message>
        <source>Starts every part, reads and asks a sample, counts the network connections meanwhile, and writes a report for your IT department. It takes a minute or two.</source>
        <translation>すべてのプロセスを起動し、サンプル文書の読み取りと質問を行いながらネットワーク接続を数え、IT部門向けの報告書を作成します。1～2分かかります。</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>確認中</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>確認しています…</translation>
    </message>
    <message numerus="yes">
        <source>%n checks were not passed.</source>
        <translation>
            <numerusform>%n件の確認で問題が見つかりました。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n checks were passed.</source>
        <translation>
            <numerusform>%n件の確認すべてに問題はありませんでした。</numerusform>
        </translation>
    </message>
    <message>
        <source>The system knows no program that shows folders.</source>
        <translation>フォルダーを表示できるアプリがありません。</translation>
    </message>
</context>
<context>
    <name>Checks</name>
    <message>
        <source>{check}: {about}</source>
        <extracomment>A check, and the process or model that it is about</extracomment>
        <translation>{check}：{about}</translation>
    </message>
    <message>
        <source>{check} ({seen})</source>
        <extracomment>A check, and what it saw</extracomment>
        <translation>{check}（{seen}）</translation>
    </message>
    <message>
        <source>Not passed: {check}.</source>
        <extracomment>A check that was not passed</extracomment>
        <translation>問題あり：{check}。</translation>
    </message>
    <message>
        <source>{first} connections, {second} processes</source>
        <translation>接続{first}件、プロセス{second}個</translation>
    </message>
    <message>
        <source>mode {first}, {second} files open to others</source>
        <translation>モード{first}、ほかの利用者に公開されたファイル{second}個</translation>
    </message>
    <message>
        <source>{first} settings fixed</source>
        <translation>固定された設定{first}件</translation>
    </message>
    <message>
        <source>No passage of it is left in the index</source>
        <translation>索引に該当する内容が残っていません</translation>
    </message>
    <message>
        <source>Every file of the index is newer than the erasure</source>
        <translation>索引のファイルはすべて消去後に作り直されています</translation>
    </message>
    <message>
        <source>Everything else is still there and can be found</source>
        <translation>ほかの内容はそのまま残り、検索できます</translation>
    </message>
    <message>
        <source>The folder of the index is gone</source>
        <translation>索引のフォルダーがなくなっています</translation>
    </message>
    <message>
        <source>The catalogue has no entry of it, in free pages either</source>
        <translation>カタログに該当する記録がありません（空き領域も確認済み）</translation>
    </message>
    <message>
        <source>No chat that was to go shows text of it</source>
        <translation>消去の対象としたチャットに該当する内容がありません</translation>
    </message>
    <message>
        <source>No picture of a page is kept</source>
        <translation>ページの画像が残っていません</translation>
    </message>
    <message>
        <source>The logs are emptied</source>
        <translation>ログは空になっています</translation>
    </message>
    <message>
        <source>The library can be read</source>
        <translation>ライブラリを読み取れます</translation>
    </message>
    <message>
        <source>Documents can be read</source>
        <translation>文書を読み取れます</translation>
    </message>
    <message>
        <source>The model starts and says a word</source>
        <translation>モデルが起動し、応答します</translation>
    </message>
    <message>
        <source>A connection tried by Python code is refused</source>
        <translation>Pythonコードからの接続が拒否されます</translation>
    </message>
    <message>
        <source>A connection tried by native code is refused</source>
        <translation>ネイティブコードからの接続が拒否されます</translation>
    </message>
    <message>
        <source>Every library is told to stay offline</source>
        <translation>使用する全ライブラリがオフラインに設定されています</translation>
    </message>
    <message>
        <source>Other attempts that were refused</source>
        <translation>ほかに拒否された接続の試み</translation>
    </message>
    <message>
        <source>No process held a network connection</source>
        <translation>ネットワーク接続を持つプロセスはありませんでした</translation>
    </message>
    <message>
        <source>No process holds a network connection</source>
        <translation>ネットワーク接続を持つプロセスはありません</translation>
    </message>
    <message>
        <source>A sample document was indexed</source>
        <translation>サンプル文書を索引に登録しました</translation>
    </message>
    <message>
        <source>A question about it was answered</source>
        <translation>サンプル文書についての質問に回答しました</translation>
    </message>
    <message>
        <source>The sample and its index are gone again</source>
        <translation>サンプル文書とその索引は消去済みです</translation>
    </message>
    <message>
        <source>No word of the sample stands in a log</source>
        <translation>サンプル文書の語はログに残っていません</translation>
    </message>
    <message>
        <source>Only you can read the library</source>
        <translation>ライブラリを読み取れるのはご本人だけです</translation>
    </message>
    <message>
        <source>The organisation&apos;s policy can be read</source>
        <translation>組織のポリシーを読み取れます</translation>
    </message>
    <message>
        <source>Keychain</source>
        <translation>キーチェーン</translation>
    </message>
    <message>
        <source>Disk encryption</source>
        <translation>ディスクの暗号化</translation>
    </message>
    <message>
        <source>engine</source>
        <translation>エンジン</translation>
    </message>
    <message>
        <source>terminal</source>
        <translation>ターミナル</translation>
    </message>
    <message>
        <source>window</source>
        <translation>ウィンドウ</translation>
    </message>
    <message>
        <source>reader of documents</source>
        <translation>文書の読み取り</translation>
    </message>
    <message>
        <source>search model</source>
        <translation>検索用モデル</translation>
    </message>
    <message>
        <source>answer model</source>
        <translation>回答用モデル</translation>
    </message>
    <message>
        <source>filter in the system&apos;s kernel</source>
        <translation>カーネルのフィルター</translation>
    </message>
    <message>
        <source>a thread is not covered</source>
        <translation>対象外のスレッドあり</translation>
    </message>
    <message>
        <source>this system has no filter</source>
        <translation>このシステムにはフィルターなし</translation>
    </message>
    <message>
        <source>the kernel takes no filter</source>
        <translation>カーネルがフィルターに未対応</translation>
    </message>
    <message>
        <source>the window is drawn over a network</source>
        <translation>ネットワーク越しの画面表示</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>on</source>
        <translation>有効</translation>
    </message>
    <message>
        <source>off</source>
        <translation>無効</translation>
    </message>
    <message>
        <source>under way, or suspended</source>
        <translation>処理中または中断中</translation>
    </message>
    <message>
        <source>on another computer</source>
        <translation>別のコンピューター上</translation>
    </message>
    <message>
        <source>in memory</source>
        <translation>メモリ上</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>不明</translation>
    </message>
</context>
<context>
    <name>ChecksView</name>
    <message>
        <source>Passed</source>
        <extracomment>Said by a screen reader before the check itself</extracomment>
        <translation>問題なし</translation>
    </message>
    <message>
        <source>Not passed</source>
        <translation>問題あり</translation>
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
        <source>{name}, %n documents, never leaves this computer</source>
        <translation>
            <numerusform>{name}、文書%n件、このPCから出しません</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name}, %n documents</source>
        <translation>
            <numerusform>{name}、文書%n件</numerusform>
        </translation>
    </message>
    <message>
        <source>, away: {places}</source>
        <extracomment>After a collection&apos;s name: a drive or folder that is not there now</extracomment>
        <translation>、見つからない場所：{places}</translation>
    </message>
    <message>
        <source>, </source>
        <extracomment>Between the names of places that are away</extracomment>
        <translation>、</translation>
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
    <message numerus="yes">
        <source>Read %n documents anew…</source>
        <translation>
            <numerusform>文書%n件を読み直す…</numerusform>
        </translation>
    </message>
    <message>
        <source>Use another language model for search…</source>
        <translation>検索用の言語モデルを変更…</translation>
    </message>
    <message>
        <source>Never leaves this computer</source>
        <translation>このPCから出さない</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>名前を変更</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>削除…</translation>
    </message>
    <message numerus="yes">
        <source>The index of its %n documents is erased and then looked for. The files themselves stay.</source>
        <translation>
            <numerusform>文書%n件の索引を消去し、残っていないことを確認します。ファイルはそのまま残ります。</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete the collection “{name}”?</source>
        <translation>コレクション「{name}」を削除しますか？</translation>
    </message>
    <message>
        <source>Let “{name}” be asked with Azure OpenAI?</source>
        <translation>「{name}」をAzure OpenAIへの質問に使えるようにしますか？</translation>
    </message>
    <message>
        <source>Nothing is sent by this. Before each sending you still see what would leave.</source>
        <translation>この操作では何も送信しません。送信する内容は、これまでどおり事前に確認できます。</translation>
    </message>
    <message>
        <source>Remove the mark</source>
        <translation>設定を解除</translation>
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
        <source>No chat and no command has these words.</source>
        <translation>一致するチャットやコマンドはありません。</translation>
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
    <name>DestinationChip</name>
    <message>
        <source>This computer</source>
        <translation>このPC</translation>
    </message>
    <message>
        <source>Azure OpenAI</source>
        <translation>Azure OpenAI</translation>
    </message>
    <message>
        <source>Ask before each sending in this chat</source>
        <translation>このチャットで送信のたびに確認する</translation>
    </message>
    <message>
        <source>Where the question goes: {place}</source>
        <translation>質問の送り先：{place}</translation>
    </message>
    <message>
        <source>Where the question goes</source>
        <translation>質問の送り先</translation>
    </message>
</context>
<context>
    <name>DestinationSigns</name>
    <message>
        <source>Deployment {name}</source>
        <translation>デプロイ {name}</translation>
    </message>
</context>
<context>
    <name>DocumentActions</name>
    <message>
        <source>Show text</source>
        <translation>本文を表示</translation>
    </message>
    <message>
        <source>Ask about this</source>
        <translation>この文書に質問</translation>
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
    <message>
        <source>Remove its folder…</source>
        <translation>フォルダーごと削除…</translation>
    </message>
    <message>
        <source>Ask about these</source>
        <translation>これらの文書に質問</translation>
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
    <message numerus="yes">
        <source>Remove the folder “{folder}” with its %n documents from the library?</source>
        <translation>
            <numerusform>フォルダー「{folder}」と中の文書%n件をライブラリから削除しますか？</numerusform>
        </translation>
    </message>
    <message>
        <source>The text is erased from the index, the word lists and the pictures of pages, and then looked for. The files themselves stay where they are.</source>
        <translation>索引、単語の一覧、ページの画像から内容を消去し、残っていないことを確認します。ファイルは元の場所に残ります。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
</context>
<context>
    <name>DocumentNames</name>
    <message>
        <source>{part} in {file}</source>
        <extracomment>A document inside a document: the attachment &quot;offer.pdf&quot; in the mail &quot;mail.eml&quot;</extracomment>
        <translation>{file}内の{part}</translation>
    </message>
</context>
<context>
    <name>DocumentTexts</name>
    <message numerus="yes">
        <source>%n pages were read from their picture.</source>
        <translation>
            <numerusform>%nページは画像から文字を認識して読み取りました。</numerusform>
        </translation>
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
    <name>DocumentsPage</name>
    <message>
        <source>Watch the folders of the collections</source>
        <translation>コレクションのフォルダーを監視</translation>
    </message>
    <message>
        <source>New, changed, moved and deleted files are noticed within seconds. Off: only at the start and when you choose “Bring up to date”.</source>
        <translation>ファイルの追加、変更、移動、削除を数秒以内に反映します。オフの場合は、起動時と「最新の状態にする」を選んだときだけ反映します。</translation>
    </message>
    <message>
        <source>Never read these</source>
        <translation>読み取らないファイル</translation>
    </message>
    <message>
        <source>One a line: a name such as *.bak, or a place below a chosen folder such as drafts/*. Hidden and temporary files are never read. What matches is taken out of the index.</source>
        <translation>1行に1つ入力してください。「*.bak」のような名前か、「下書き/*」のような選んだフォルダー以下の場所を指定できます。隠しファイルと一時ファイルはもともと読み取りません。該当する文書は索引から外します。</translation>
    </message>
    <message>
        <source>Read scanned pages</source>
        <translation>スキャンしたページを読み取る</translation>
    </message>
    <message>
        <source>Pages that are pictures are read by Tesseract, where that program is installed. It takes a few seconds a page and happens on this computer.</source>
        <translation>文字認識ソフトTesseractが導入されていれば、画像のページを読み取ります。1ページに数秒かかり、処理はこのPCの中で行います。</translation>
    </message>
    <message>
        <source>On battery</source>
        <translation>バッテリー使用時</translation>
    </message>
    <message>
        <source>Read slowly</source>
        <extracomment>What reading documents does while the computer is not plugged in</extracomment>
        <translation>ゆっくり読み取る</translation>
    </message>
    <message>
        <source>Read at full speed</source>
        <translation>通常の速さで読み取る</translation>
    </message>
    <message>
        <source>Wait until it is plugged in</source>
        <translation>電源につなぐまで待つ</translation>
    </message>
    <message>
        <source>Questions are answered at full speed all the same.</source>
        <translation>質問への回答は、いつも通常の速さで行います。</translation>
    </message>
    <message>
        <source>Which files</source>
        <translation>対象のファイル</translation>
    </message>
    <message>
        <source>How they are read</source>
        <translation>読み取り方</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文書</translation>
    </message>
</context>
<context>
    <name>DocumentsTableModel</name>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>フォルダー</translation>
    </message>
    <message>
        <source>Type</source>
        <extracomment>Column of the documents table: PDF, Word, Mail</extracomment>
        <translation>種類</translation>
    </message>
    <message>
        <source>State</source>
        <extracomment>Column of the documents table: ready, waiting, locked, away</extracomment>
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
        <translation>更新日</translation>
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
        <source>Find by name, folder or type</source>
        <translation>名前、フォルダー、種類で検索</translation>
    </message>
    <message>
        <source>Find documents by name, folder or type</source>
        <translation>文書を名前、フォルダー、種類で検索</translation>
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
    <name>DurationWords</name>
    <message>
        <source>less than a minute</source>
        <extracomment>A duration in a sentence: &quot;takes less than a minute&quot;</extracomment>
        <translation>1分以内</translation>
    </message>
    <message numerus="yes">
        <source>about %n minutes</source>
        <extracomment>A duration in a sentence: &quot;takes about 35 minutes&quot;</extracomment>
        <translation>
            <numerusform>約%n分</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n hours</source>
        <translation>
            <numerusform>約%n時間</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ErasePanel</name>
    <message>
        <source>Erase old text now</source>
        <translation>古いテキストを今すぐ消去</translation>
    </message>
    <message>
        <source>Forget everything…</source>
        <translation>すべて消去…</translation>
    </message>
    <message>
        <source>Text of edited and removed documents</source>
        <translation>編集または削除した文書の古いテキスト</translation>
    </message>
    <message>
        <source>It cannot be found any more, and leaves the disk by itself within a day.</source>
        <translation>検索の対象からはすでに外れています。ディスクからは1日以内に自動で消去します。</translation>
    </message>
    <message>
        <source>Everything in this library</source>
        <translation>このライブラリのすべて</translation>
    </message>
    <message>
        <source>Every collection, chat, picture and cache. Your files, the settings and the ledger stay.</source>
        <translation>コレクション、チャット、画像、キャッシュのすべてです。ファイル、設定、送信記録は残ります。</translation>
    </message>
</context>
<context>
    <name>EverythingDialog</name>
    <message>
        <source>Forget everything</source>
        <translation>すべて消去</translation>
    </message>
    <message>
        <source>I know that this cannot be undone</source>
        <translation>元に戻せないことを理解しました</translation>
    </message>
    <message>
        <source>every collection with its index</source>
        <translation>すべてのコレクションとその索引</translation>
    </message>
    <message>
        <source>every chat with its questions and answers</source>
        <translation>すべてのチャットの質問と回答</translation>
    </message>
    <message>
        <source>pictures of pages and other caches</source>
        <translation>ページの画像などのキャッシュ</translation>
    </message>
    <message>
        <source>what the logs hold</source>
        <translation>ログの内容</translation>
    </message>
    <message>
        <source>your files, which are not touched</source>
        <translation>お使いのファイル（変更しません）</translation>
    </message>
    <message>
        <source>the settings and the models</source>
        <translation>設定とモデル</translation>
    </message>
    <message>
        <source>the ledger, which holds no text of yours unless your organisation asks for it</source>
        <translation>送信記録（組織が求める場合を除き、送信した文章は含まれません）</translation>
    </message>
    <message>
        <source>the key in the keychain</source>
        <translation>キーチェーンのキー</translation>
    </message>
    <message>
        <source>Forget everything in this library?</source>
        <translation>このライブラリの内容をすべて消去しますか？</translation>
    </message>
    <message>
        <source>What goes</source>
        <translation>消去するもの</translation>
    </message>
    <message>
        <source>What stays</source>
        <translation>残るもの</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
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
    <name>ForgetDialog</name>
    <message numerus="yes">
        <source>Also erase %n questions with their answers</source>
        <translation>
            <numerusform>該当するやり取り%n件も消去する</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n chats quote it</source>
        <translation>
            <numerusform>%n件のチャットで引用されています</numerusform>
        </translation>
    </message>
    <message>
        <source>The quotes below these questions are text of what you erase. Untick to keep them.</source>
        <translation>これらのやり取りには、消去する文書の文章が引用されています。残す場合はチェックを外してください。</translation>
    </message>
    <message>
        <source>Untitled chat</source>
        <translation>無題のチャット</translation>
    </message>
    <message numerus="yes">
        <source>{title} (%n questions)</source>
        <translation>
            <numerusform>{title}（やり取り%n件）</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
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
    <name>Health</name>
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
        <source>Away</source>
        <extracomment>State of a document: the file is not there now, for example on a drive that is unplugged</extracomment>
        <translation>見つかりません</translation>
    </message>
    <message>
        <source>Partly</source>
        <extracomment>State of a document: it can be found, but not all of it could be read</extracomment>
        <translation>一部のみ</translation>
    </message>
    <message>
        <source>Not found</source>
        <extracomment>State of a document: it was read, but a search for one of its own sentences did not find it</extracomment>
        <translation>検索で未確認</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>破損</translation>
    </message>
    <message>
        <source>Locked</source>
        <extracomment>State of a document: it is protected by a password</extracomment>
        <translation>パスワード付き</translation>
    </message>
    <message>
        <source>No text</source>
        <extracomment>State of a document: its pages are pictures</extracomment>
        <translation>文字なし</translation>
    </message>
    <message>
        <source>Needs LibreOffice</source>
        <translation>LibreOfficeが必要</translation>
    </message>
    <message>
        <source>Online only</source>
        <extracomment>State of a document: only its name is on this computer, as OneDrive does it</extracomment>
        <translation>クラウドのみ</translation>
    </message>
    <message>
        <source>Too large</source>
        <translation>大きすぎます</translation>
    </message>
    <message>
        <source>Too slow</source>
        <extracomment>State of a document: reading it took longer than allowed</extracomment>
        <translation>時間切れ</translation>
    </message>
    <message>
        <source>Failed twice</source>
        <extracomment>State of a document: reading it ended the reader twice</extracomment>
        <translation>2回失敗</translation>
    </message>
    <message>
        <source>No access</source>
        <extracomment>State of a document: the system does not let us open it</extracomment>
        <translation>権限なし</translation>
    </message>
    <message>
        <source>Not allowed</source>
        <extracomment>State of a document: the organisation does not let it be read</extracomment>
        <translation>許可されていません</translation>
    </message>
    <message>
        <source>Unknown type</source>
        <extracomment>State of a document: its content is of no kind that can be read</extracomment>
        <translation>不明な種類</translation>
    </message>
    <message>
        <source>Too deep inside</source>
        <extracomment>State of a document: it lies in a document in a document, too many times</extracomment>
        <translation>入れ子が深すぎます</translation>
    </message>
    <message>
        <source>Link elsewhere</source>
        <extracomment>State of a document: it is a link out of the chosen folder</extracomment>
        <translation>外へのリンク</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>Set aside</source>
        <extracomment>State of a document: it could not be read</extracomment>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>HealthFilter</name>
    <message>
        <source>Show documents in this state</source>
        <translation>この状態の文書を表示</translation>
    </message>
    <message>
        <source>All documents</source>
        <translation>すべての文書</translation>
    </message>
    <message>
        <source>Need a look</source>
        <extracomment>Documents that could not be read as a whole, or are away</extracomment>
        <translation>確認が必要</translation>
    </message>
    <message>
        <source>{name} ({count})</source>
        <extracomment>A choice with how many documents it has, for example &quot;Locked (3)&quot;</extracomment>
        <translation>{name}（{count}）</translation>
    </message>
</context>
<context>
    <name>KeepDaysRow</name>
    <message>
        <source>Never written</source>
        <extracomment>How long chats are kept</extracomment>
        <translation>保存しない</translation>
    </message>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n日間</numerusform>
        </translation>
    </message>
    <message>
        <source>For ever</source>
        <extracomment>How long chats are kept</extracomment>
        <translation>無期限</translation>
    </message>
    <message>
        <source>Write no chats down any more?</source>
        <translation>今後はチャットを保存しないようにしますか？</translation>
    </message>
    <message>
        <source>All chats that are kept now are erased too. Your documents stay.</source>
        <translation>保存されているチャットもすべて消去します。文書はそのまま残ります。</translation>
    </message>
    <message>
        <source>Keep chats for a shorter time?</source>
        <translation>チャットの保存期間を短くしますか？</translation>
    </message>
    <message numerus="yes">
        <source>Chats without a question in the last %n days are erased.</source>
        <translation>
            <numerusform>直近%n日間に質問のないチャットを消去します。</numerusform>
        </translation>
    </message>
    <message>
        <source>Keep them shorter</source>
        <translation>保存期間を短縮</translation>
    </message>
</context>
<context>
    <name>KeptPanel</name>
    <message>
        <source>Less</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>More</source>
        <translation>詳しく</translation>
    </message>
</context>
<context>
    <name>KeyRow</name>
    <message>
        <source>Key</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>Keep key</source>
        <translation>キーを保管</translation>
    </message>
    <message>
        <source>Delete key</source>
        <translation>キーを削除</translation>
    </message>
    <message>
        <source>Fill in the endpoint first; a key belongs to one endpoint.</source>
        <translation>先にエンドポイントを入力してください。キーはエンドポイントごとに保管します。</translation>
    </message>
    <message>
        <source>Kept in {place}. It is never shown, written to a file or logged.</source>
        <translation>{place}に保管しています。表示されることも、ファイルやログに書かれることもありません。</translation>
    </message>
    <message>
        <source>No key is kept for this endpoint yet. It would be kept in {place} and nowhere else.</source>
        <translation>このエンドポイントのキーはまだありません。保管する場所は{place}だけです。</translation>
    </message>
</context>
<context>
    <name>Kinds</name>
    <message>
        <source>Text</source>
        <translation>テキスト</translation>
    </message>
    <message>
        <source>Picture</source>
        <extracomment>A photograph or a scan in a file of its own</extracomment>
        <translation>画像</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>Webページ</translation>
    </message>
    <message>
        <source>Web archive</source>
        <extracomment>A web page saved with all that belongs to it in one file (MHTML)</extracomment>
        <translation>Webアーカイブ</translation>
    </message>
    <message>
        <source>OpenDocument text</source>
        <translation>OpenDocument文書</translation>
    </message>
    <message>
        <source>OpenDocument spreadsheet</source>
        <translation>OpenDocument表計算</translation>
    </message>
    <message>
        <source>OpenDocument slides</source>
        <translation>OpenDocumentスライド</translation>
    </message>
    <message>
        <source>Mail</source>
        <extracomment>A message of a mail program</extracomment>
        <translation>メール</translation>
    </message>
    <message>
        <source>Outlook mail</source>
        <translation>Outlookメール</translation>
    </message>
    <message>
        <source>Mailbox</source>
        <extracomment>A file that holds many mails (MBOX)</extracomment>
        <translation>メールボックス</translation>
    </message>
</context>
<context>
    <name>Ledger</name>
    <message>
        <source>Sent</source>
        <extracomment>A line of the ledger: something was sent</extracomment>
        <translation>送信</translation>
    </message>
    <message>
        <source>Outcome</source>
        <extracomment>A line of the ledger: how a sending ended</extracomment>
        <translation>結果</translation>
    </message>
    <message>
        <source>The ledger was begun</source>
        <translation>送信記録の開始</translation>
    </message>
    <message>
        <source>Policy in force noted</source>
        <translation>適用中のポリシーを記録</translation>
    </message>
    <message>
        <source>A key was stored</source>
        <translation>キーを保存</translation>
    </message>
    <message>
        <source>A key was deleted</source>
        <translation>キーを削除</translation>
    </message>
    <message>
        <source>A test of the connection; no document was sent</source>
        <translation>接続テスト（文書の送信なし）</translation>
    </message>
    <message>
        <source>A sign-in</source>
        <translation>サインイン</translation>
    </message>
    <message>
        <source>A sign-out</source>
        <translation>サインアウト</translation>
    </message>
    <message>
        <source>Consent was given</source>
        <translation>同意を記録</translation>
    </message>
    <message>
        <source>Consent was withdrawn</source>
        <translation>同意を取り消し</translation>
    </message>
    <message>
        <source>No outcome is written yet</source>
        <translation>結果はまだ記録されていません</translation>
    </message>
    <message>
        <source>Answered</source>
        <extracomment>Outcome of a sending: the service answered</extracomment>
        <translation>回答あり</translation>
    </message>
    <message>
        <source>Stopped by you</source>
        <extracomment>Outcome of a sending: the person stopped the answer</extracomment>
        <translation>ご本人が停止</translation>
    </message>
    <message>
        <source>Not known: the program ended first</source>
        <translation>不明（記録の前にプログラムが終了）</translation>
    </message>
    <message>
        <source>Id of the sending</source>
        <translation>送信のID</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>エンドポイント</translation>
    </message>
    <message>
        <source>Deployment</source>
        <translation>デプロイ</translation>
    </message>
    <message>
        <source>Signed in by</source>
        <translation>サインインの方法</translation>
    </message>
    <message>
        <source>Policy in force</source>
        <translation>適用中のポリシー</translation>
    </message>
    <message>
        <source>Agreed to for</source>
        <translation>同意の範囲</translation>
    </message>
    <message>
        <source>Kept by the service</source>
        <translation>サービスでの保存</translation>
    </message>
    <message>
        <source>Passage</source>
        <translation>引用</translation>
    </message>
    <message>
        <source>Replaced</source>
        <translation>置き換え</translation>
    </message>
    <message>
        <source>Text sent</source>
        <translation>送信した文章</translation>
    </message>
    <message>
        <source>Hash of the text sent</source>
        <translation>送信した文章のハッシュ</translation>
    </message>
    <message>
        <source>Bytes sent</source>
        <translation>送信バイト数</translation>
    </message>
    <message>
        <source>Chapter</source>
        <translation>区分</translation>
    </message>
    <message>
        <source>Bytes received</source>
        <translation>受信バイト数</translation>
    </message>
    <message>
        <source>Id given by the service</source>
        <translation>サービスが付けたID</translation>
    </message>
    <message>
        <source>Tokens sent</source>
        <translation>送信トークン数</translation>
    </message>
    <message>
        <source>Tokens received</source>
        <translation>受信トークン数</translation>
    </message>
    <message>
        <source>Hash of this line</source>
        <translation>この行のハッシュ</translation>
    </message>
    <message>
        <source>Hash of the line before</source>
        <translation>前の行のハッシュ</translation>
    </message>
    <message>
        <source>Faults in the policy</source>
        <translation>ポリシーの誤りの数</translation>
    </message>
    <message>
        <source>Policy from</source>
        <translation>ポリシーの設定元</translation>
    </message>
    <message>
        <source>Sealed in</source>
        <translation>封印の保管先</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>はい</translation>
    </message>
    <message>
        <source>No</source>
        <translation>いいえ</translation>
    </message>
    <message>
        <source>None</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>The ledger is empty.</source>
        <translation>送信記録は空です。</translation>
    </message>
    <message>
        <source>Every line fits (lines: {lines}, sendings: {sendings}). Its end is sealed in the keychain.</source>
        <translation>送信記録に問題はありません（{lines}行、送信{sendings}件）。末尾の封印はキーチェーンにあります。</translation>
    </message>
    <message>
        <source>Every line fits (lines: {lines}, sendings: {sendings}). There is no keychain, so its end is sealed in a file beside it.</source>
        <translation>送信記録に問題はありません（{lines}行、送信{sendings}件）。キーチェーンがないため、末尾の封印は同じフォルダーのファイルにあります。</translation>
    </message>
    <message>
        <source>The keychain was not there for the last {count}; a file beside it seals those.</source>
        <translation>直近の{count}行はキーチェーンを使えなかったため、同じフォルダーのファイルで封印しています。</translation>
    </message>
    <message>
        <source>Other people at this computer may be able to read or change the file.</source>
        <translation>このPCのほかの利用者がファイルを読み取りまたは変更できる可能性があります。</translation>
    </message>
    <message>
        <source>{fault} The first fault is in line {line}.</source>
        <extracomment>What was found in the ledger, and where</extracomment>
        <translation>{fault}最初の箇所は{line}行目です。</translation>
    </message>
    <message>
        <source>Nothing is sent until somebody has seen this. Tell your IT department first. Noting it as seen keeps the damaged ledger beside the new one, which begins with a line that says so.</source>
        <translation>内容を確認していただくまで何も送信しません。先にIT部門にお知らせください。確認済みにすると、問題のある送信記録は別に残り、新しい送信記録の最初の行にそのことを記録します。</translation>
    </message>
    <message>
        <source>A line of the ledger was changed.</source>
        <translation>送信記録の行が変更されています。</translation>
    </message>
    <message>
        <source>Lines of the ledger are missing.</source>
        <translation>送信記録の行が失われています。</translation>
    </message>
    <message>
        <source>The ledger has a line that this program did not write.</source>
        <translation>このプログラムが書いていない行が送信記録にあります。</translation>
    </message>
    <message>
        <source>Lines of the ledger stand in another order.</source>
        <translation>送信記録の行の順序が入れ替わっています。</translation>
    </message>
    <message>
        <source>The end of the ledger is cut off.</source>
        <translation>送信記録の末尾が失われています。</translation>
    </message>
    <message>
        <source>The ledger&apos;s file is gone.</source>
        <translation>送信記録のファイルがありません。</translation>
    </message>
    <message>
        <source>Something else stands in the place of the ledger&apos;s file.</source>
        <translation>送信記録のファイルが別のものに置き換えられています。</translation>
    </message>
    <message>
        <source>The seal of the ledger&apos;s end is gone.</source>
        <translation>送信記録の末尾の封印がありません。</translation>
    </message>
    <message>
        <source>The seal of the ledger&apos;s end does not fit it.</source>
        <translation>送信記録の末尾の封印が一致しません。</translation>
    </message>
    <message>
        <source>An earlier ledger that was kept aside was changed.</source>
        <translation>別に残してある以前の送信記録が変更されています。</translation>
    </message>
    <message>
        <source>The system does not let the ledger be read.</source>
        <translation>システムの制限により、送信記録を読み取れません。</translation>
    </message>
    <message>
        <source>The ledger was changed from outside.</source>
        <translation>送信記録が外部から変更されています。</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>行番号</translation>
    </message>
    <message>
        <source>a document that is not in the library any more</source>
        <translation>ライブラリにない文書</translation>
    </message>
    <message>
        <source>{name}: {value}</source>
        <extracomment>A field and its value</extracomment>
        <translation>{name}：{value}</translation>
    </message>
</context>
<context>
    <name>LedgerPage</name>
    <message>
        <source>What was sent, newest first</source>
        <translation>送信の一覧（新しい順）</translation>
    </message>
    <message>
        <source>Verify again</source>
        <translation>もう一度検証</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>書き出し…</translation>
    </message>
    <message>
        <source>Every text that goes to Azure OpenAI is recorded here before it leaves, and its outcome after it. The lines are chained, so that a change from outside is noticed.</source>
        <translation>Azure OpenAIに送る文章は送信前に、その結果は送信後に、必ずここに記録します。各行はつながっているため、外部からの変更を検出できます。</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>送信記録</translation>
    </message>
    <message>
        <source>Details of the selected line</source>
        <translation>選択した行の詳細</translation>
    </message>
    <message>
        <source>Choose a line to see its hashes and documents.</source>
        <translation>行を選ぶと、ハッシュと文書を表示します。</translation>
    </message>
    <message>
        <source>Nothing has left this computer.</source>
        <translation>このPCから送信されたものはありません。</translation>
    </message>
    <message>
        <source>The copy is written.</source>
        <translation>書き出しました。</translation>
    </message>
    <message>
        <source>Note as seen</source>
        <translation>確認済みにする</translation>
    </message>
    <message>
        <source>Export the ledger</source>
        <translation>送信記録の書き出し</translation>
    </message>
    <message>
        <source>Ledger (*.jsonl)</source>
        <translation>送信記録 (*.jsonl)</translation>
    </message>
</context>
<context>
    <name>LedgerTableModel</name>
    <message>
        <source>Time</source>
        <translation>日時</translation>
    </message>
    <message>
        <source>Sent to</source>
        <extracomment>Column of the ledger: the computer that something was sent to</extracomment>
        <translation>送信先</translation>
    </message>
    <message>
        <source>Deployment</source>
        <translation>デプロイ</translation>
    </message>
    <message>
        <source>Passages</source>
        <translation>引用</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>Replaced</source>
        <extracomment>Column of the ledger: how many words were replaced before sending</extracomment>
        <translation>置き換え</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>結果</translation>
    </message>
</context>
<context>
    <name>LibraryFolder</name>
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
    <name>LocalMark</name>
    <message>
        <source>Never leaves this computer</source>
        <translation>このPCから出さない</translation>
    </message>
    <message>
        <source>This collection cannot be asked with Azure OpenAI.</source>
        <translation>このコレクションはAzure OpenAIへの質問に使えません。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>New chat</source>
        <translation>新しいチャット</translation>
    </message>
    <message>
        <source>New private chat</source>
        <translation>新しいプライベートチャット</translation>
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
        <source>What left this computer</source>
        <translation>このPCから送信したもの</translation>
    </message>
    <message>
        <source>Settings from the organisation</source>
        <translation>組織による設定</translation>
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
        <source>Narrow the search</source>
        <translation>検索範囲を絞る</translation>
    </message>
    <message>
        <source>This computer or Azure OpenAI</source>
        <translation>このPCとAzure OpenAIの切り替え</translation>
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
        <source>Reranking</source>
        <extracomment>What a model file is for: it puts the passages that were found in order</extracomment>
        <translation>並べ替え</translation>
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
    <name>OriginLine</name>
    <message>
        <source>Suggested by {organisation}</source>
        <translation>{organisation}による推奨値です</translation>
    </message>
    <message>
        <source>Suggested by your organisation</source>
        <translation>組織による推奨値です</translation>
    </message>
    <message>
        <source>Fixed by {organisation}</source>
        <translation>{organisation}が固定しています</translation>
    </message>
    <message>
        <source>Fixed by your organisation</source>
        <translation>組織が固定しています</translation>
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
        <source>, part {part} of {parts}</source>
        <extracomment>Added to the page&apos;s number where its text is shown in parts</extracomment>
        <translation>（{part} / {parts}）</translation>
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
    <name>PartView</name>
    <message>
        <source>from {document} (the name is not sent)</source>
        <translation>{document}（文書名は送信されません）</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>送信しません</translation>
    </message>
    <message>
        <source>Source {number}</source>
        <translation>出典{number}</translation>
    </message>
    <message>
        <source>Send source {number}, {document}</source>
        <translation>出典{number}を送信：{document}</translation>
    </message>
    <message>
        <source>Instructions to the model</source>
        <translation>モデルへの指示</translation>
    </message>
    <message>
        <source>Earlier in this chat</source>
        <translation>このチャットのこれまでの内容</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>質問</translation>
    </message>
</context>
<context>
    <name>PartsView</name>
    <message>
        <source>Exactly this text is sent</source>
        <translation>この内容がそのまま送信されます</translation>
    </message>
</context>
<context>
    <name>PatternsRow</name>
    <message>
        <source>Line {number} is no pattern; write NAME: expression. Nothing was changed.</source>
        <translation>{number}行目はパターンとして使えません。「名前: 正規表現」の形で書いてください。変更は保存されていません。</translation>
    </message>
</context>
<context>
    <name>PeriodRow</name>
    <message>
        <source>From</source>
        <translation>開始日</translation>
    </message>
    <message>
        <source>To</source>
        <translation>終了日</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>更新日</translation>
    </message>
    <message>
        <source>When the documents were changed</source>
        <translation>文書の更新日</translation>
    </message>
    <message>
        <source>At any time</source>
        <translation>指定なし</translation>
    </message>
    <message>
        <source>This year</source>
        <translation>今年</translation>
    </message>
    <message>
        <source>In the last 12 months</source>
        <translation>過去12か月</translation>
    </message>
    <message>
        <source>From one day to another</source>
        <translation>期間を指定</translation>
    </message>
</context>
<context>
    <name>PolicyPage</name>
    <message>
        <source>Settings and who chose them</source>
        <translation>設定とその設定元</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>ポリシー</translation>
    </message>
    <message>
        <source>No policy is set on this computer.</source>
        <translation>このPCにポリシーは設定されていません。</translation>
    </message>
    <message>
        <source>Set by {organisation}.</source>
        <translation>{organisation}が設定しています。</translation>
    </message>
    <message>
        <source>Set by your organisation.</source>
        <translation>組織が設定しています。</translation>
    </message>
    <message>
        <source>Code of this policy: {code}</source>
        <extracomment>Below it stands a table; the code tells one state of the policy from another</extracomment>
        <translation>このポリシーの識別コード：{code}</translation>
    </message>
    <message numerus="yes">
        <source>And %n more.</source>
        <translation>
            <numerusform>ほか%n件</numerusform>
        </translation>
    </message>
    <message>
        <source>The policy is wrong. Everything stays on this computer until this is corrected.</source>
        <translation>ポリシーに誤りがあります。修正されるまで、すべてこのPCの中だけで処理します。</translation>
    </message>
    <message>
        <source>{what}; perhaps {name} is meant</source>
        <translation>{what}（{name}の間違いではありませんか）</translation>
    </message>
    <message>
        <source>{place}: {what}</source>
        <translation>{place}：{what}</translation>
    </message>
    <message>
        <source>a value of another kind is needed</source>
        <translation>値の種類が違います</translation>
    </message>
    <message>
        <source>the value is not among those allowed</source>
        <translation>許可されていない値です</translation>
    </message>
    <message>
        <source>the value is not written as it must be</source>
        <translation>値の書式が正しくありません</translation>
    </message>
    <message>
        <source>there is no setting of this name</source>
        <translation>この名前の設定はありません</translation>
    </message>
    <message>
        <source>something is missing here</source>
        <translation>必要な項目がありません</translation>
    </message>
    <message>
        <source>the expression is wrong, or could run without end</source>
        <translation>正規表現に誤りがあるか、処理が終わらないおそれがあります</translation>
    </message>
    <message>
        <source>this can only be fixed, not suggested</source>
        <translation>推奨値にはできず、固定する必要があります</translation>
    </message>
    <message>
        <source>it contradicts another value of the policy</source>
        <translation>ポリシーのほかの値と矛盾しています</translation>
    </message>
    <message>
        <source>the same name stands there twice</source>
        <translation>同じ名前が2回書かれています</translation>
    </message>
    <message>
        <source>this is not valid JSON</source>
        <translation>正しいJSONではありません</translation>
    </message>
    <message>
        <source>the file is not written in UTF-8</source>
        <translation>ファイルがUTF-8ではありません</translation>
    </message>
    <message>
        <source>it cannot be read</source>
        <translation>読み取れません</translation>
    </message>
    <message>
        <source>the file is too large</source>
        <translation>ファイルが大きすぎます</translation>
    </message>
    <message>
        <source>others than an administrator can change it</source>
        <translation>管理者以外が変更できる状態です</translation>
    </message>
    <message>
        <source>it cannot be used ({code})</source>
        <translation>使用できません（{code}）</translation>
    </message>
</context>
<context>
    <name>PolicyTableModel</name>
    <message>
        <source>Suggested by policy</source>
        <extracomment>Where a value came from: the organisation suggests it, the person may choose otherwise</extracomment>
        <translation>ポリシーの推奨値</translation>
    </message>
    <message>
        <source>Fixed by policy</source>
        <extracomment>Where a value came from: the organisation has fixed it</extracomment>
        <translation>ポリシーで固定</translation>
    </message>
    <message>
        <source>You</source>
        <extracomment>Where a value came from: the person has chosen it</extracomment>
        <translation>ご本人</translation>
    </message>
    <message>
        <source>Default</source>
        <extracomment>Where a value came from: nobody has chosen, it is the program&apos;s own</extracomment>
        <translation>既定値</translation>
    </message>
    <message>
        <source>For ever</source>
        <extracomment>How long chats are kept</extracomment>
        <translation>無期限</translation>
    </message>
    <message>
        <source>Never written</source>
        <translation>保存しない</translation>
    </message>
    <message>
        <source>On</source>
        <extracomment>A setting that is a switch</extracomment>
        <translation>オン</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>オフ</translation>
    </message>
    <message>
        <source>Not set</source>
        <extracomment>A setting without a value</extracomment>
        <translation>未設定</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>Chosen by</source>
        <extracomment>Column of the policy table: who chose the value</extracomment>
        <translation>設定元</translation>
    </message>
    <message>
        <source>Written in</source>
        <extracomment>Column of the policy table: file, registry key or profile that says so</extracomment>
        <translation>記載場所</translation>
    </message>
</context>
<context>
    <name>PrivacyPage</name>
    <message>
        <source>Your documents</source>
        <translation>文書</translation>
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
        <source>Check now tells whether the disk is encrypted.</source>
        <translation>ディスクが暗号化されているかは「今すぐ確認」で分かります。</translation>
    </message>
    <message>
        <source>What is kept</source>
        <translation>保存するもの</translation>
    </message>
    <message>
        <source>For how long</source>
        <translation>保存する期間</translation>
    </message>
    <message>
        <source>Counted from the last question. Older ones are erased at the next start or within a day.</source>
        <translation>最後の質問から数えます。期間を過ぎたものは、次回の起動時または1日以内に消去します。</translation>
    </message>
    <message>
        <source>The disk</source>
        <translation>ディスク</translation>
    </message>
    <message>
        <source>Read documents only on an encrypted disk</source>
        <translation>暗号化されたディスクでのみ文書を読み取る</translation>
    </message>
    <message>
        <source>On a disk that is not known to be encrypted nothing new is read.</source>
        <translation>暗号化を確認できないディスクでは、新しい文書を読み取りません。</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>確認</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>消去</translation>
    </message>
    <message>
        <source>They stay where they are and are never changed. Answers made on this computer send nothing of them anywhere; a question to Azure OpenAI takes along the passages that its preview shows.</source>
        <translation>元の場所から動かさず、変更もしません。このPCで回答するときは、どこにも送信しません。Azure OpenAIに質問するときは、プレビューに表示した引用だけを送信します。</translation>
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
        <source>The ledger</source>
        <translation>送信記録</translation>
    </message>
    <message>
        <source>What went to Azure OpenAI and when, by hashes and numbers. It has a page of its own.</source>
        <translation>Azure OpenAIに送信した日時と内容を、ハッシュと数値で記録したものです。専用のページで確認できます。</translation>
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
        <source>Empty the clipboard after quitting</source>
        <translation>終了時にクリップボードを空にする</translation>
    </message>
    <message>
        <source>Only if it still holds text that was copied from this program.</source>
        <translation>このプログラムからコピーした文章が残っている場合だけです。</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>プライバシー</translation>
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
    <name>ReadingOffer</name>
    <message>
        <source>Later</source>
        <translation>後で</translation>
    </message>
    <message numerus="yes">
        <source>%Ln documents</source>
        <translation>
            <numerusform>文書%Ln件</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading {documents} anew takes a while; how long cannot be told before it has begun. They can be searched meanwhile.</source>
        <translation>{documents}の読み直しには時間がかかります。所要時間は始めるまで分かりません。その間も検索できます。</translation>
    </message>
    <message>
        <source>Reading {documents} anew takes {duration}; they can be searched meanwhile.</source>
        <translation>{documents}の読み直しには{duration}かかります。その間も検索できます。</translation>
    </message>
    <message>
        <source>This version reads documents better.</source>
        <translation>このバージョンでは、文書をより正確に読み取れます。</translation>
    </message>
    <message>
        <source>Read anew</source>
        <translation>読み直す</translation>
    </message>
</context>
<context>
    <name>ReceiptDialog</name>
    <message>
        <source>Receipt</source>
        <translation>消去の結果</translation>
    </message>
    <message>
        <source>Looked at afterwards</source>
        <translation>消去後に確認した項目</translation>
    </message>
    <message>
        <source>Backups, snapshots and what a disk keeps aside by itself are not reached; encrypting the disk protects those.</source>
        <translation>バックアップ、スナップショット、ディスク自体が内部に残すデータは対象外です。これらはディスクの暗号化で保護できます。</translation>
    </message>
    <message>
        <source>No question finds it any more, but a part of it may still be on the disk.</source>
        <translation>検索や質問の対象からは外れましたが、一部がディスクに残っている可能性があります。</translation>
    </message>
    <message>
        <source>Close other programs that look into the library folder and choose Erase old text now.</source>
        <translation>ライブラリのフォルダーを使っているほかのプログラムを閉じて、「古いテキストを今すぐ消去」を選んでください。</translation>
    </message>
    <message>
        <source>Erase old text now</source>
        <translation>古いテキストを今すぐ消去</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
</context>
<context>
    <name>ReceiptLine</name>
    <message>
        <source>Receipt</source>
        <translation>消去の結果</translation>
    </message>
    <message>
        <source>Erasing and looking for what is left…</source>
        <translation>消去して、残りがないか確認しています…</translation>
    </message>
</context>
<context>
    <name>ReceiptWords</name>
    <message numerus="yes">
        <source>%n documents</source>
        <translation>
            <numerusform>文書%n件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n passages</source>
        <translation>
            <numerusform>区切り%n件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n chats</source>
        <translation>
            <numerusform>チャット%n件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n questions</source>
        <translation>
            <numerusform>やり取り%n件</numerusform>
        </translation>
    </message>
    <message>
        <source>No document, chat or question was removed.</source>
        <translation>削除した文書、チャット、やり取りはありません。</translation>
    </message>
    <message>
        <source>Erased: {what}.</source>
        <translation>消去したもの：{what}</translation>
    </message>
    <message>
        <source>Erased, but the check found something left.</source>
        <translation>消去しましたが、確認で残りが見つかりました。</translation>
    </message>
    <message>
        <source>Erased and checked in {seconds} s.</source>
        <translation>{seconds}秒で消去と確認が完了しました。</translation>
    </message>
</context>
<context>
    <name>ScopeChip</name>
    <message>
        <source>Search everything again</source>
        <translation>すべての文書の検索に戻す</translation>
    </message>
    <message>
        <source>Search in: {places}</source>
        <translation>検索範囲：{places}</translation>
    </message>
</context>
<context>
    <name>ScopeChoicesModel</name>
    <message>
        <source>{name}  in  {folder}</source>
        <translation>{name}  （{folder}）</translation>
    </message>
</context>
<context>
    <name>ScopeDialog</name>
    <message>
        <source>Where to search</source>
        <translation>検索範囲</translation>
    </message>
    <message>
        <source>Types</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Search everything</source>
        <translation>すべてを検索</translation>
    </message>
    <message>
        <source>Find a folder or document</source>
        <translation>フォルダーや文書を検索</translation>
    </message>
    <message>
        <source>Folders and documents</source>
        <translation>フォルダーと文書</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>Search only in</source>
        <translation>検索する場所</translation>
    </message>
</context>
<context>
    <name>ScopeLine</name>
    <message>
        <source>Ask everywhere</source>
        <translation>すべての文書に質問</translation>
    </message>
    <message>
        <source>Only in: {places}</source>
        <extracomment>Where a question looked: &quot;Only in: Rules, PDF, this year&quot;</extracomment>
        <translation>検索範囲：{places}</translation>
    </message>
</context>
<context>
    <name>ScopeWords</name>
    <message>
        <source>All documents</source>
        <extracomment>Where a question looks: in all documents of the collection</extracomment>
        <translation>すべての文書</translation>
    </message>
    <message numerus="yes">
        <source>{names} and %n more</source>
        <extracomment>Two names of folders or documents, and how many others there are</extracomment>
        <translation>
            <numerusform>{names}ほか%n件</numerusform>
        </translation>
    </message>
    <message>
        <source>this year</source>
        <extracomment>A choice of time, as part of a list: documents changed this year</extracomment>
        <translation>今年</translation>
    </message>
    <message>
        <source>the last 12 months</source>
        <translation>過去12か月</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>{first}～{last}</translation>
    </message>
    <message>
        <source>since {day}</source>
        <translation>{day}以降</translation>
    </message>
    <message>
        <source>until {day}</source>
        <translation>{day}まで</translation>
    </message>
    <message>
        <source>, </source>
        <extracomment>Between the places, types and times that a question looks in</extracomment>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>SearchModelDialog</name>
    <message>
        <source>Language model for search</source>
        <translation>検索用の言語モデル</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>このモデルを使う</translation>
    </message>
    <message>
        <source>Language model for search in “{name}”</source>
        <translation>「{name}」の検索用の言語モデル</translation>
    </message>
    <message>
        <source>It finds passages by their meaning. One that knows the languages of your documents finds more of them.</source>
        <translation>意味から該当箇所を探すモデルです。文書の言語に対応したモデルのほうが、多くの箇所を見つけられます。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>No other model for search is installed. You can add one on the page “Models” of the settings.</source>
        <translation>ほかに使える検索用モデルがありません。設定の「モデル」のページで追加できます。</translation>
    </message>
    <message>
        <source>{model}: {languages}</source>
        <extracomment>A model with the languages it knows</extracomment>
        <translation>{model}：{languages}</translation>
    </message>
    <message>
        <source>{model} (in use)</source>
        <translation>{model}（使用中）</translation>
    </message>
    <message>
        <source>, </source>
        <extracomment>Between the names of languages</extracomment>
        <translation>、</translation>
    </message>
    <message numerus="yes">
        <source>%Ln documents</source>
        <translation>
            <numerusform>文書%Ln件</numerusform>
        </translation>
    </message>
    <message>
        <source>How long it takes for {documents} cannot be told before it has begun. The present model answers until the new one is ready; the documents themselves are not read again.</source>
        <translation>{documents}の所要時間は、始めるまで分かりません。新しいモデルの準備ができるまでは、今のモデルで回答します。文書を読み直すことはありません。</translation>
    </message>
    <message>
        <source>For {documents} it takes {duration}. The present model answers until the new one is ready; the documents themselves are not read again.</source>
        <translation>{documents}で{duration}かかります。新しいモデルの準備ができるまでは、今のモデルで回答します。文書を読み直すことはありません。</translation>
    </message>
</context>
<context>
    <name>SendingNotes</name>
    <message>
        <source>Replaced before sending</source>
        <translation>送信前に置き換えたもの</translation>
    </message>
    <message>
        <source>Every sending is written to the ledger.</source>
        <translation>送信はすべて送信記録に残ります。</translation>
    </message>
    <message>
        <source>The real words are put back into the answer, here on this computer.</source>
        <translation>回答では、このPCで元の言葉に戻します。</translation>
    </message>
    <message>
        <source>Nothing. No personal data and no word of the list was found in this text.</source>
        <translation>ありません。個人情報もリストの語句も見つかりませんでした。</translation>
    </message>
</context>
<context>
    <name>SentText</name>
    <message>
        <source>Stands for words of yours that are not sent.</source>
        <translation>元の言葉の代わりです。元の言葉は送信されません。</translation>
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
        <source>Documents</source>
        <translation>文書</translation>
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
        <source>Azure OpenAI</source>
        <translation>Azure OpenAI</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>プライバシー</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>送信記録</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>ポリシー</translation>
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
    <name>SignInRow</name>
    <message>
        <source>Sign in</source>
        <translation>サインイン</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>サインアウト</translation>
    </message>
    <message>
        <source>Company account</source>
        <translation>会社のアカウント</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>コードをコピー</translation>
    </message>
    <message>
        <source>Open this page and enter the code: {address}</source>
        <translation>このページを開いて、コードを入力してください：{address}</translation>
    </message>
    <message>
        <source>Code: {code}</source>
        <translation>コード：{code}</translation>
    </message>
    <message>
        <source>Go on in the browser that has opened.</source>
        <translation>開いたブラウザーで続けてください。</translation>
    </message>
    <message>
        <source>Signed in.</source>
        <translation>サインインしました。</translation>
    </message>
    <message>
        <source>Signed out.</source>
        <translation>サインアウトしました。</translation>
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
        <source>{place} · read from the picture</source>
        <extracomment>Added to a place: the page is a picture, and a program has read it</extracomment>
        <translation>{place}・画像から読み取り</translation>
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
        <source>Reading {name}</source>
        <translation>{name}を読み取り中</translation>
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
        <source>{name} is up to date; {partly} could be read only in part, see its documents.</source>
        <translation>{name}は最新です。{partly}件は一部しか読み取れませんでした。文書の一覧をご確認ください。</translation>
    </message>
    <message>
        <source>{name} is up to date; {count} could not be read and {partly} only in part, see its documents.</source>
        <translation>{name}は最新です。{count}件を読み取れず、{partly}件は一部しか読み取れませんでした。文書の一覧をご確認ください。</translation>
    </message>
    <message>
        <source>Stopped; what was read is kept.</source>
        <translation>停止しました。読み取った内容は残っています。</translation>
    </message>
    <message>
        <source>Stopping; what was read is kept.</source>
        <translation>停止処理中です。読み取った内容は残ります。</translation>
    </message>
    <message>
        <source>{rate} files/s</source>
        <translation>毎秒{rate}件</translation>
    </message>
    <message>
        <source>{rate} files/min</source>
        <translation>毎分{rate}件</translation>
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
    <name>SummaryLabel</name>
    <message numerus="yes">
        <source>%Ln documents, all ready</source>
        <translation>
            <numerusform>文書%Ln件、すべて検索できます</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ready</source>
        <translation>
            <numerusform>準備完了%Ln件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln partly</source>
        <translation>
            <numerusform>一部のみ%Ln件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln set aside</source>
        <translation>
            <numerusform>保留%Ln件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not found</source>
        <extracomment>Documents of which a search does not find their own sentences</extracomment>
        <translation>
            <numerusform>検索で未確認%Ln件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting</source>
        <translation>
            <numerusform>待機中%Ln件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln away</source>
        <translation>
            <numerusform>見つからないもの%Ln件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln documents</source>
        <translation>
            <numerusform>文書%Ln件</numerusform>
        </translation>
    </message>
    <message>
        <source>{documents}: {parts}</source>
        <extracomment>How many documents there are, and how they are: &quot;1,240 documents: 1,198 ready, 42 set aside&quot;</extracomment>
        <translation>{documents}：{parts}</translation>
    </message>
    <message>
        <source>, </source>
        <extracomment>Between &quot;1,198 ready&quot; and &quot;30 partly&quot;</extracomment>
        <translation>、</translation>
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
        <source>Answer on this computer</source>
        <translation>このPCで回答</translation>
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
        <source>Azure OpenAI, deployment {name}</source>
        <translation>Azure OpenAI、デプロイ {name}</translation>
    </message>
    <message>
        <source>passages sent: {count}</source>
        <translation>送信した引用：{count}件</translation>
    </message>
    <message>
        <source>words replaced: {count}</source>
        <translation>置き換えた言葉：{count}件</translation>
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
        <source>Documents are still being read; ask again when that has ended.</source>
        <translation>読み取り中の文書があります。読み取りが終わってから、もう一度質問してください。</translation>
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
        <source>Nothing was sent. The quotes stand as the answer.</source>
        <translation>何も送信していません。引用がそのまま回答です。</translation>
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
        <source>Waiting for your decision; nothing has been sent.</source>
        <translation>ご判断をお待ちしています。まだ何も送信していません。</translation>
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
        <source>Waiting for Azure OpenAI.</source>
        <translation>Azure OpenAIの回答を待っています。</translation>
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
        <source>{supported} of 1 sentence supported</source>
        <translation>1文のうち{supported}文を文書で確認</translation>
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
    <name>WatchLine</name>
    <message>
        <source>Looking for changes</source>
        <translation>変更を確認しています</translation>
    </message>
    <message numerus="yes">
        <source>%Ln changes wait until the computer is plugged in</source>
        <translation>
            <numerusform>変更%Ln件は、電源につなぐと反映されます</numerusform>
        </translation>
    </message>
    <message>
        <source>{place} is away; its documents keep answering</source>
        <translation>{place}に接続されていません。読み取り済みの文書は引き続き検索できます</translation>
    </message>
    <message numerus="yes">
        <source>%Ln places are away; their documents keep answering</source>
        <translation>
            <numerusform>%Lnか所に接続されていません。読み取り済みの文書は引き続き検索できます</numerusform>
        </translation>
    </message>
    <message>
        <source>Folders are looked through for changes now and then</source>
        <translation>フォルダーの変更を定期的に確認しています</translation>
    </message>
    <message>
        <source>Folders are watched</source>
        <translation>フォルダーを監視しています</translation>
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
        <source>PDF, Office, mail, web pages, text: choose a folder, or drop files on this window</source>
        <translation>PDF、Office、メールなど。フォルダーを選ぶか、ここへドロップできます</translation>
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
