"""Japanese sentences about what leaves this computer, what refuses to, and what the service answered."""

from collections.abc import Mapping
from typing import Final

SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    # Before anything is sent: every one of these means that nothing left.
    "sending_refused": ("何も送信していません。", "このPCで回答するか、もう一度質問してください。"),
    "consent_needed": (
        "この内容の送信はまだ承認されていないため、何も送信していません。",
        "プレビュー（--preview）を確認し、承認（--approve）してください。",
    ),
    "sending_changed": (
        "承認された内容と異なるため、何も送信していません。",
        "プレビューをもう一度確認し、新しい内容を承認してください。",
    ),
    "sending_not_agreed": (
        "承認されていない内容だったため、ネットワークに出る直前の確認で止めました。何も送信していません。",
        "もう一度質問し、繰り返す場合はIT部門にお知らせください。",
    ),
    "sending_empty": (
        "すべての引用が外されたため、回答の根拠がなくなりました。何も送信していません。",
        "引用を1つ以上残すか、このPCで回答してください。",
    ),
    "collection_stays_local": (
        "このコレクションは「このPCから出さない」に設定されているため、何も送信していません。",
        "このPCで回答するか、別のコレクションで質問してください。",
    ),
    "ledger_unwritable": (
        "送信記録を書き込めないため、何も送信していません。",
        "ディスクの空きとライブラリのフォルダーの権限を確認してから、もう一度質問してください。",
    ),
    "ledger_damaged": (
        "送信記録が外部から変更されているため、内容を確認していただくまで何も送信しません。",
        "送信記録を開いて確認し、IT部門にお知らせください。",
    ),
    "disk_not_encrypted": (
        "組織の方針でディスクの暗号化が必要ですが、このディスクが暗号化されていることを確認できません。",
        "ディスクの暗号化を有効にするか、IT部門にお問い合わせください。",
    ),
    "policy_invalid": (
        "組織のポリシーを読み取れないか、内容に誤りがあるため、すべてこのPCの中だけで処理します。",
        "IT部門にお知らせください。誤りの内容はポリシーの一覧で確認できます。",
    ),
    # The key and where it is kept.
    "keychain_absent": (
        "このPCにはキーを保管できるキーチェーンがありません。キーはほかのどこにも保存しません。",
        "会社のアカウントでサインインするか、--key-stdin で1回ごとにキーを渡してください。",
    ),
    "keychain_locked": (
        "キーチェーンがロックされているか応答がないため、キーを使えませんでした。",
        "キーチェーンのロックを解除してから、もう一度質問してください。",
    ),
    # Set-up.
    "azure_off": (
        "Azure OpenAIはオフになっています。何も送信していません。",
        "許可されている場合は、設定でオンにしてください。",
    ),
    "azure_not_allowed": (
        "Azure OpenAIのこの使い方は、組織で許可されていません。何も送信していません。",
        "利用できるエンドポイント、デプロイ、サインイン方法について、IT部門にお問い合わせください。",
    ),
    "azure_not_configured": (
        "Azure OpenAIのエンドポイントまたはデプロイ名が設定されていません。何も送信していません。",
        "設定で両方を入力してください。",
    ),
    "azure_endpoint_invalid": (
        "Azure OpenAIリソースのアドレスではないため、ここには何も送信しません。",
        "https://NAME.openai.azure.com/openai/v1/ の形で指定してください。",
    ),
    "azure_key_missing": (
        "このエンドポイントのキーが保管されていません。何も送信していません。",
        "設定でキーを入力するか、会社のアカウントでサインインしてください。",
    ),
    "azure_sign_in_needed": (
        "会社のアカウントにサインインしていません。何も送信していません。",
        "設定からサインインして、もう一度質問してください。",
    ),
    "azure_sign_in_failed": (
        "サインインできなかったか、途中で取り消されました。",
        "もう一度試し、繰り返す場合はIT部門にお問い合わせください。",
    ),
    # What the service answered.
    "azure_failed": ("Azure OpenAIから回答を得られませんでした。", "もう一度質問するか、このPCで回答してください。"),
    "azure_key_refused": (
        "Azure OpenAIでキーが認められませんでした。",
        "キーがこのエンドポイントのものか確認し、設定で入力し直してください。",
    ),
    "azure_not_permitted": (
        "お使いのアカウントには、このデプロイを使う権限がありません。",
        "リソースのロール「Cognitive Services OpenAI User」について、IT部門にお問い合わせください。",
    ),
    "azure_firewall": (
        "Azureリソースのネットワーク規則により、このPCからの接続が拒否されました。",
        "社内ネットワークに接続するか、IT部門にお問い合わせください。",
    ),
    "azure_deployment_unknown": (
        "Azureリソースに、この名前のデプロイがありません。",
        "設定でデプロイ名を確認してください。作成直後の場合は、5分ほどかかることがあります。",
    ),
    "azure_busy": (
        "Azure OpenAIが混み合っています。自動での再送信は行っていません。",
        "少し待ってからもう一度質問するか、このPCで回答してください。",
    ),
    "azure_server_failed": (
        "Azure OpenAI側で障害が発生しました。",
        "数分後にもう一度質問するか、このPCで回答してください。",
    ),
    "azure_filtered_question": (
        "Azure OpenAIのコンテンツフィルターにより、質問または引用が拒否されました。",
        "該当する引用を外すか、言い換えて質問するか、このPCで回答してください。",
    ),
    "azure_filtered_answer": (
        "Azure OpenAIのコンテンツフィルターにより回答が途中で終わりました。そこまでの内容は残っています。",
        "言い換えて質問するか、このPCで回答してください。",
    ),
    "azure_too_long": (
        "このモデルが受け付ける長さを超えています。",
        "引用を減らすか、質問を短くしてください。",
    ),
    "azure_parameter_refused": (
        "このデプロイのモデルは、質問とともに送った設定値の一部に対応していません。",
        "IT部門にデプロイ名をお伝えいただくか、別のデプロイを選んでください。",
    ),
    "azure_request_refused": (
        "Azure OpenAIがリクエストを拒否しました。",
        "設定のエンドポイントとデプロイ名を確認するか、IT部門にお問い合わせください。",
    ),
    "azure_empty": ("Azure OpenAIの回答は空でした。", "もう一度質問するか、このPCで回答してください。"),
    # The way there.
    "azure_unreachable": (
        "Azure OpenAIに接続できませんでした。",
        "ネットワーク接続とエンドポイントを確認するか、このPCで回答してください。",
    ),
    "azure_not_trusted": (
        "接続先の証明書がこのPCで信頼されていないため、何も送信していません。",
        "会社の証明書がこのPCに入っているか、IT部門にお問い合わせください。",
    ),
    "azure_proxy_refused": (
        "会社のプロキシで接続が許可されませんでした。",
        "エンドポイントへの接続の許可について、IT部門にお問い合わせください。",
    ),
    "azure_redirected": (
        "別のアドレスへ転送されそうになったため、従わずに中止しました。",
        "設定のエンドポイントを確認してください。",
    ),
    "azure_cut": (
        "回答の途中で接続が切れました。そこまでの内容は残っています。",
        "もう一度質問するか、このPCで回答してください。",
    ),
    "azure_timed_out": (
        "Azure OpenAIの応答が制限時間を超えました。",
        "もう一度質問するか、このPCで回答してください。",
    ),
    "azure_misbehaved": (
        "受信した内容はAzure OpenAIの回答ではないため、使用しませんでした。",
        "エンドポイントとネットワークを確認するか、IT部門にお問い合わせください。",
    ),
    # A document that IT keeps out; the sentence stands in its row.
    "document_not_allowed": (
        "この種類のファイル、またはこのフォルダーの読み取りは、組織で許可されていません。",
        "検索に必要な場合は、IT部門にお問い合わせください。",
    ),
    # What the doctor may find.
    "network_not_refused": (
        "ネットワークに接続できないはずのプロセスが接続できました。",
        "機密文書には使用せず、IT部門にお知らせください。",
    ),
    "native_guard_missing": (
        "このシステムにはネイティブコードを止める仕組みがないため、Pythonからの接続だけを拒否しています。",
        "ファイアウォールの規則についてIT部門にご相談ください。必要な規則はプライバシーの文書にあります。",
    ),
    "connection_seen": (
        "確認中に、このプログラムによるネットワーク接続が見つかりました。",
        "機密文書には使用せず、IT部門にお知らせください。",
    ),
    "offline_switches_missing": (
        "一部のライブラリにオフラインの指定が行われていませんが、接続の拒否は有効です。",
        "IT部門にお知らせください。",
    ),
    "words_left": (
        "文書や質問の言葉が、残ってはならない場所で見つかりました。",
        "IT部門にお知らせください。すぐに対処が必要な場合は、「すべて消去」を選んでください。",
    ),
    "library_not_private": (
        "このPCのほかの利用者が、ライブラリのフォルダーまたはその中のファイルを読み取れます。",
        "ほかの利用者の権限を外すか、IT部門にお問い合わせください。",
    ),
    # Forgetting.
    "erasure_incomplete": (
        "質問では見つからなくなりましたが、確認したところ、一部がまだディスクに残っていました。",
        "ライブラリのフォルダーを使っているほかのプログラムを閉じて、「古いテキストを消去」を選んでください。",
    ),
}

PRECISE: Final[Mapping[str, str]] = {
    "azure_busy": "Azure OpenAIが混み合っており、{seconds}秒待つよう求めています。自動での再送信は行っていません。",
    "azure_server_failed": "Azure OpenAI側で障害が発生しました（状態コード {status}）。",
    "azure_request_refused": "Azure OpenAIがリクエストを拒否しました（状態コード {status}）。",
    "azure_parameter_refused": "このデプロイのモデルは、送信した設定値「{parameter}」に対応していません。",
}

PHRASES: Final[Mapping[str, str]] = {
    "preview_lead": (
        "送信先 {endpoint}、デプロイ {deployment}、{bytes}バイト、sha256 {sha256}。送信される内容は次のとおりです。"
    ),
    "preview_replaced": "送信前に置き換えたもの: {kinds}",
    "preview_question": "この内容をそのまま送信しますか？ [y/N] ",
    "not_together": (
        "--preview、--approve、--without、--key-stdin は --provider azure と一緒に使い、"
        "--no-model とは一緒に使えません。"
    ),
    "one_approval": "承認は1つの質問に対するものです。--approve は --preview や --questions と一緒に使えません。",
    "one_thing_to_forget": "消去するものを1つ指定してください: パス、--chat、--collection、--everything、--old-text",
    "everything_needs_yes": "ターミナル以外からすべてを消去するには --yes が必要です。",
    "may_be_kept": "Microsoftが不正使用の監視のためにプロンプトを保存し、人が読む可能性があります。",
    "declared_not_kept": "このリソースでは不正使用の監視のためにプロンプトが保存されないことを、組織が申告しています。",
    "sent_nothing": "何も送信していません。",
    "ledger_ok": "送信記録に問題はありません。{lines}行、送信 {sendings}件、封印の保管先: {sealed_by}",
    "ledger_broken": "送信記録に不整合があります。{fault}（最初の箇所: {line}行目）。",
    "fault_changed": "行が書き換えられています",
    "fault_missing": "行が抜けています",
    "fault_added": "行が追加されています",
    "fault_swapped": "行の順序が入れ替わっています",
    "fault_cut": "末尾が切り取られています",
    "fault_gone": "ファイルがありません",
    "fault_replaced": "別のファイルに置き換えられています",
    "fault_seal_missing": "封印がありません",
    "fault_seal_differs": "封印の内容と一致しません",
    "fault_chapter_changed": "以前の記録が書き換えられています",
    "fault_unreadable": "読み取れません",
    "sealed_keychain": "キーチェーン",
    "sealed_library": "ライブラリのフォルダーのみ（キーチェーンなし）",
    "sealed_nothing": "まだありません",
    "ledger_chapters": "破損として確認済みの以前の記録: {earlier}件（同じフォルダーに保存されています）。",
    "ledger_empty": "このPCから送信されたものはありません。",
    "exported": "{file} に書き出しました。",
    "policy_none": "このPCにポリシーは設定されていません。",
    "policy_problem": "{source}: {key} {code}",
    "key_stored": "キーを {where} に保管しました。",
    "key_deleted": "キーを {where} から削除しました。",
    "key_none": "このエンドポイントのキーは保管されていません。",
    "connection_ok": "エンドポイント、キー、デプロイは正常です。文書は送信していません。",
    "sign_in_code": "{url} を開き、コード {code} を入力してください。",
    "signed_in": "サインインしました。",
    "which_chats": (
        "次のチャットで引用されています。該当するやり取りも消去するには --with-chats を付けてください: {titles}"
    ),
    "erased": (
        "文書{documents}件（段落{chunks}件）とチャットのやり取り{turns}件を消去し、ディスク上に残っていないか確認しました"
        "（{found}）。元のファイルはそのまま残っています。"
    ),
    "erased_clean": "残っていません",
    "erased_rest": "一部が残っています",
    "everything_question": (
        "すべてのコレクション、チャット、キャッシュを消去します。実行するには everything と入力してください: "
    ),
}
"""Lines of the terminal."""
