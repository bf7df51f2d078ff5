"""Lines with numbers and names of public things in both languages in which nothing must be replaced."""

_JAPANESE = """\
旅費は1,234,567円を上限とする。
宿泊費は一泊あたり12,000円（税込13,200円）です。
第12条 従業員は、次の各号を守らなければならない。
第3章 第2節 第15条第4項第2号
2025年4月1日から施行する。
令和7年4月1日改正（2025-04-01）
平成30年12月25日
会議は2025/11/23 14:30に始まります。
受付時間は9:00～17:30です。
進捗率は98.5％です。
前年比 +12.3% でした。
バージョン 3.11.7 を使用してください。
Python 3.11.7、Qt 6.11.3、v2.0.1-rc.1
4.2.1 旅費の精算
1-2-3 の手順で進める。
12〜15ページを参照
p.12-15 / pp. 120–135
ISBN 978-4-12-345678-4
ISBN 4-12-345678-X
ISBN 0306406152
JANコード 4901234567894
JAN 4912345678904
法人番号 2180001012345
法人番号は7000012050002です。
型番 KZ-300、KZ-300-12B
型番 123-4567 の部品
品番：0123-456-789
図面番号 12345-678
注文番号 20251123-0001
請求書番号 INV-2025-00123
伝票番号 1234567890
管理番号 0312345678
売上高は1234567円でした。
予算は 1 234 567 円とする。
単価 98,000 円 × 12 個 = 1,176,000 円
普通は1234567円まで認められる。
手当は月額30000円です。
口座開設には7日かかります。
口座から1,000,000円を引き落とす。
銀行営業日で3日以内に支払う。
支店は全国に123店舗あります。
普通預金の利率は0.001%です。
当座の間は2025年度予算で賄う。
カード利用額は500000円まで
カードは4枚まで発行できます。
社員番号は8桁です。
社員番号は5桁の数字で構成される。
社員1234人のうち300人が参加した。
社員は123名です。
従業員数 12345 名
職員の定数は450人とする。
顧客数は123456社です。
お客様満足度 98点
会員は10000人を超えた。
会員番号は10桁とする。
マイナンバーの提出は12月10日まで
個人番号は12桁です。
電話は3回まで鳴らす。
電話代は12000円です。
携帯電話は100台を貸与する。
内線は4桁です。
FAX 送信は10枚まで
メールは1日100通まで
郵便番号は7桁で記入する。
住所は3か月以内のものに限る。
アクセス数 1234567
IPアドレス 192.168.0.1
IP 10.0.0.255/24
ポート 8080 を開放する
MACアドレス 00-1A-2B-3C-4D-5E
緯度 35.6812 経度 139.7671
面積 1,234.56㎡、重量 12.5kg
温度 -5〜40℃、湿度 20-80%
電圧 100-240V、50/60Hz
サイズ 1920×1080
容量 512GB、メモリ 16GB
2024年度 2025年度 2026年度
1998 1999 2000 2001
2019 2020 2021 2022
売上 1200 1300 1250 1400
1234 2345 3456 4567
0.5 1.0 1.5 2.0
10:30-11:45
第2四半期（7-9月）
上期/下期
and/or、9/10、24/7
km/h、円/人、/月
A/B/C の三案
開発/運用/保守
1/2、3/4、½、①、②
① 12 ② 34 ③ 56
https://example.com/docs/2025/report.pdf
https://www.example.co.jp/03-1234-5678
詳しくは http://example.org/a/b/c?x=0312345678 を見る
PDF、Word、Excel の各形式
.docx 形式で保存する
*.pdf を検索する
Node.js と ASP.NET
AWS アカウント 123456789013
20251123143000
202511231430
タイムスタンプ 1732345678
1732345678901
UUID 123e4567-e89b-12d3-a456-426614174000
SHA256 9f86d081884c7d659a2feaa0c55ad015
RFC 5322、ISO 9001:2015、JIS X 0208
ISO/IEC 27001:2022
特許第1234567号
登録番号 T1234567890123
建設業許可 第12345号
東京都千代田区丸の内1-2-3
3丁目4番5号 101号室
北緯35度41分
令和6年法律第65号
昭和22年法律第49号
2025.11.23
'25/11/23
R7.4.1
20歳以上65歳未満
1,000万円～2,000万円
100億円
USD 1,234.56
¥1,234,567-
￥98,000（税込）
△1,234,567
▲500
TEL は代表へ
メールアドレスを記入してください。
@マーク
受付 @ 3階
別表1-2
図3.4
表 12-3
式(1.2)
注1) 2) 3)
平均 3.14159265
π=3.141592653589793
10の12乗
1.5倍
50人×12か月
2025-W47
午前10時30分
3泊4日
1人1日5,000円
請求金額 4111111111111112円
4111111111111111円
第123-4567号
特願2024-123456
契約番号 ABC-123
品番 AB-1234-5678
案件番号 2024-000123
1,000-2,000円
100-200人
電話 24時間365日
119番 110番
ダイヤル 171
会員 2024-2025
口座 2025年
普通 2025年4月
普通 123456 円
カード 2024 2025 2026 2027
0123分
住所は3-4-5です
3-4-5 丸の内
2025-1234 番
第5回 10:30 2025
会員数 1,234,567人
会員番号の桁数は12桁
お客様番号をご記入ください
顧客コードは8桁の半角英数字
社員番号欄に記入
社員番号と氏名
社員IDカード
口座番号（7桁）
口座番号は7桁です
カード番号16桁
カード番号は14桁から16桁
電話番号は10桁または11桁
内線は4桁 内線電話
売上 1,234 2,345 3,456 4,567
製造番号 123456789012
シリアル 0123-4567-8901
管理No. 0312345678
文書番号 総務-2025-0123
決裁番号 R7-0123
稟議番号 2025-000123
見積番号 Q-20250401-01
株式コード 7203
証券コード 6758
税率10%
時給1,100円
年収5000000円
従業員5000名
2025年4月1日（火）10:00～12:00
9時から17時45分まで
第12条第3項第4号
別紙様式第1号
3F 301号室
A4 2枚
10個×20
"""

_ENGLISH = """\
The limit is 1,234,567 yen per year.
A night costs up to $250.00 (plus 10% tax).
Section 4.2.1 applies; see clause 12(3)(b).
Article 15, paragraph 4, item 2
Effective 1 April 2025.
Date: 2025-04-01
On 11/23/2025 at 2:30 pm
Opening hours: 9:00-17:30
Growth was +12.3 % against 2024.
Version 3.11.7 of 2024-12-01
Release v2.0.1-rc.1
See pages 12-15.
pp. 120–135
ISBN 978-0-306-40615-7
ISBN 0-306-40615-2
ISBN 0306406152
Model KZ-300-12B
Part no. 123-4567
Order number 20251123-0001
Order 555-123-4567-89
Invoice INV-2025-00123
Invoice no. 1234567890
Serial number 0123456789
Revenue was 1234567 USD.
Revenue of 1 234 567 EUR
Net 1,176,000.50
Between 2019 and 2024
1998 1999 2000 2001
2019 2020 2021 2022
1200 1300 1250 1400
4000 4100 4200 4300
5100 5200 5300 5400
0.5 1.0 1.5 2.0
The account was opened in 2019.
Take into account 3 points.
Account for 25% of sales
The bank has 1234567 customers.
A bank holiday falls on 26 December 2025.
Branch offices: 123
Checking 1000000 records takes 5 minutes.
Savings of 1200000 yen
Deposit 500,000 yen within 14 days.
Card limits: 500000 yen
Use card type 3.
The employee count is 12345 people.
Employees: 450
An employee number has 8 digits.
Employee of the month 2025
Staff of 300
We have 100000 members.
Customer satisfaction 98 %
Customers in 25 countries
A customer number has ten characters.
My Number has 12 digits.
My number one priority
Call 3 times a week.
The phone costs 500 USD.
Mobile plans from 30 EUR
Fax up to 10 pages
Extension of 30 days
Ext. wall
Extend by 12 months
Postal rates rose by 10 percent.
ZIP files are allowed.
ZIP 7.5 format
Room 90210 is closed.
Building 12345
In 20250 cases
OR 2 of 3
IP 192.168.0.1
Network 10.0.0.0/24
Port 8080
MAC 00:1A:2B:3C:4D:5E
At 35.6812, 139.7671
12.5 kg, 1,234.56 m2
100-240 V, 50/60 Hz
1920x1080 at 60 Hz
512 GB and 16 GB
MacBook Air, M2 8GB
Sheets of A4 and B5
Q3 2025, FY2024/25
and/or, either/or
24/7 support
km/h, USD/day
</div><br/>
1/2 cup, 3/4 inch
https://example.com/docs/2025/report.pdf
https://example.org/tel/212-555-0123
See www.example.com/a/b.pdf for the public version.
Save it as PDF or .docx
Search for *.pdf
Node.js and ASP.NET Core
Build 20251123143000
Run 202511231430
Unix time 1732345678
Milliseconds 1732345678901
123e4567-e89b-12d3-a456-426614174000
9f86d081884c7d659a2feaa0c55ad015
RFC 5322, ISO 9001:2015
ISO/IEC 27001:2022
Patent 1234567
Act No. 65 of 2024
Room 101, floor 3
Step 1-2-3
Table 12-3, figure 3.4
Equation (1.2)
Note 1) and 2)
3.14159265
10^12
1.5 times
50 people for 12 months
Week 2025-W47
Half past 10
3 nights, 4 days
Aged 20-65
EUR 1.234.567,89
-1,234,567
(1,234)
Meet @ noon
Follow @example
pkg@1.2.3
look at example.com
at the dot com boom
e.g. i.e. etc.
Dr. Smith, Mr. Jones
U.S. and U.K.
No. 5
#12345
Issue #1234
Level 99
1st, 2nd, 3rd
100 200 300
12 34 56 78
123 456 789
1 000 000 000
0 1 2 3 4 5 6 7 8 9
3-5 years
2-3-4
10-20-30 plan
401(k) plan
The 1099 form
Form W-2 for 2024
Boeing 747-400
Airbus A320-200
Covid-19
B2B and B2C
5G, 4K, 8K
2024-2025
0.0123456789
version 10.0.19045.3693
192.168.100.200:8080
No. 2024-0123
10:00-12:00
3,000,000-5,000,000
2024/04/01-2025/03/31
20240401-20250331
(1) 2024 (2) 2025
Windows 11 24H2
Tel. 2024
Employee handbook 2024
Customer survey 2024-Q3
member since 2019
Account 4.2
client 2
ID 12345
Order ID 12345
Section 2024-1234
No.12-345-6789
2024.04.01 09:30:15.123456
12345678901234567890
1234567890123456
9876543210
04-1234
05-2024
(123) 456
Tokyo 2020
Tokyo 2020-2021
Osaka 2025 Expo
Q1 10000 Q2 20000
Texas 2024
IL 2024
See TX 10.5
NY 2024-25
Apple M2 8GB
P0 1AA
a@b
Employee ID card
Employee ID is required by 1 April 2025
account number has 7 digits
account no longer active in 2024
staff no more than 10
The number of employees is 12345
customer number one
ext4 filesystem
ext3
text 1234
context 4096
next 100 days
call 100 functions
hotel 2024
Intel 12400
tel aviv 2024
cell A1:B20
cell 123456
mobile 5G
PC-9801
TEL/FAX
USB 3.0, PCIe 4.0
1.2.3.4.5
2^32 = 4294967296
0xDEADBEEF
CRC32 1234567890
1e-5
2024 4111 5222
ISBN978-4-00-310101-8
ISSN 0028-0836
doi:10.1038/171737a0
RFC 2822
JAN:4912345678904
1-2-3-4
03/04/2025
S&P 500
MP3、MP4
.NET 8
"""


def lines(language: str) -> list[str]:
    """The lines of one language, "ja" or "en"."""
    return (_JAPANESE if language == "ja" else _ENGLISH).splitlines()
