"""Parts in a purchase: who pays, who chooses, who only looks around; and how people call a business their own."""

from __future__ import annotations

BUSINESS = """
бизнес* магазин* салон* фирм* компани* кафе кофейн* ресторан* клиник* студи* мастерск* пекарн* склад* цех* бутик*
школ* садик* ферм* хозяйств* барбершоп* автосервис* сто отел* гостиниц* хостел* агентств* аптек* стоматолог* точк*
бизнесім дүкен дүкенім салоным фирмам компаниям кәсібім шаруашылығым дәмханам мейрамханам шеберханам ательем клиникам
цехым жобам кәсіпорным аптекам бизнесіміз дүкеніміз салонымыз фирмамыз кәсібіміз
shop store business company place bakery cafe restaurant salon firm startup clinic studio gym garage farm hotel
workshop agency boutique warehouse practice dealership outfit venture
крамниц* пекарн* заклад* майстерн*
"""

PAYING = """
платит платят заплатит заплатят оплатит оплатят оплачивает оплачивают плачу оплачиваю заплачу деньги денег деньгами
спонсирует финансирует дает дают төлейді төлейм* ақша* қаржы* pays pay paying money funds funding funded footing
платить сплачу* гроші бюджет скидываются скинулись кредитует
"""

CHOOSING = """
решаю решает решают решать решу решит решат выбираю выбирает выбирают выбирать выберу выберет выберут выбор решение
определяю определяет определять шешем* шешед* шешет* таңдай* таңда* шешу таңдау decide decides deciding decision
choose chooses choosing choice pick picks picking вибираю вибирає обираю обирає вирішую вирішує вирішувати обирати
вибір рішення
"""

MYSELF = """
я мне мой мое моё мною мной мен маған менің менікі өзім i ill me my mine myself мені моє мій решаю решу выбираю
выберу определяю шешемін шешем таңдаймын таңдайм вибираю обираю вирішую
"""

ROLES = {
    "paying": "@paying",
    "choosing": "@choosing",
    "myself": "@myself",
}

STANDING_ROLES = {
    "mine": """
        владел*/хозяй*/хозяи* @business (это) я, (это) я владел*/хозяй*/хозяи* @business,
        өз/жеке @business, @business менікі/меніки, my (own/little/small/family) @business >, its my @business,
        this is my @business, i run/own/manage/have (the/a/this/my/own) (own/small) @business,
        (это) мой/моя/моё @business, @business мой/моя/моё, своя/своё/свой/собственн* @business,
        я власник*/власниц*, власник*/власниц* (закладу/салону/бізнесу/магазину/фірми/кафе) я, я хозяй*/хозяи*,
        мій/моя/власний/власна @business, @business мій, семейный/сімейний @business (и/но) решаю/вирішую,
        я основатель*/основательниц*/соло, im the owner, as (the) owner, owner here, я сама/сам себе
    """,
    "errand": """
        !your @family/he/she/they (is/are) handles/handling/manages/managing (all/the/our/my) money/budget*/finances,
        !your @family/he/she/they (is/are) handles/handling (all) payments/purchases/everything,
        !your @family/he/she/they takes/take care of (all) (the) money/payments/everything,
        он/она/они/він/вона за все/всё отвечает/отвечают/відповідає, за все/всё она/он отвечает,
        он/она/они/він/вона відповідає/отвечает за все/всё/это/деньги/покупку/финансы,
        @family (у/нас) (нас) за все/всё/это/деньги/финансы отвечает,
        @family (у/нас) (нас) отвечает за все/всё/это/деньги/финансы/ремонт,
        деньгами/финансами/бюджетом/ремонтом/покупками (у) (нас) (заведует/распоряжается/занимается/рулит) @family,
        деньгами/финансами/бюджетом/ремонтом/покупками (у) (нас) @family заведует/распоряжается/занимается/рулит,
        бәріне/ақшаға/қаржыға @family/@boss жауап*/жауапты
    """,
    "sent": """
        подписывает/утверждает/решает/согласует генеральный/коммерческий/финансовый/исполнительный,
        @family/@boss .. сам/сама/сами выберет/решит/решает/решают/выберут/решат,
        @family/@boss/he/she/they (who) handles/handling/manages/runs/oversees (all/the/this/that/it/these/such/our),
        @family/@boss/he/she/they (who) takes/take care of (all/this/that/it/these/such),
        ask/contact/call him/her/them >, (better) talk/speak to/with him/her/them >,
        i (only/just/merely) shortlist/compare/source/screen/forward/recommend/propose/suggest/relay,
        head/main/central/regional office, procurement (team/dept/department/at/in/decides/approves), purchasing,
        @family/@boss picks/chooses/decides/approves/signs/okays, my (whole) @boss/@family picks,
        @boss/landlord has/have/needs/need/must (to) approve/sign/agree/decide/ok/okay/confirm,

        головной/центральный/главный офис, центральный аппарат, головний офіс, бас кеңсе, бас офис,
        @boss/@family согласовывает/согласовывают/погоджує/погоджують, отдел закупок, закупщик*,
        этим (у/вопросом/занимается/занимаются) (нас) (занимается/занимаются/заведует) @family/@boss,
        этим (у) (нас) @family/@boss занимается/занимаются/заведует/ведает, цим займається @family/@boss,
        за это/закупки/ремонт (у) (нас) отвечает @family/@boss, за це відповідає @family/@boss,
        @family/@boss передам/доложу/доложить/передать, передам/доложу/передать @family/@boss,
        @boss/@family айтқан*/айтқаны*
    """,
    "home": """
        директормен/басшымен/бастықпен/серіктеспен/үйдегілермен келіс*, (з/із/зі) @family/@boss узгод*/погодити,
        вдвох/втрьох/удвох/разом з/із/зі @family/@boss, (мама/папа/жена/муж/теща/свекровь) куда/как же/ж без нее/него,
        куда/как (же/ж/я) без нее/него/них/жены/мужа/мамы, куди ж/же без неї/нього/них,
        вдвоем/вдвоём/втроем/втроём/вчетвером (с/со/решаем/выбираем) (@family/@boss),
        me plus/and/& (my/our/the) (own) @family/@boss, me plus (my/our/the) . @boss/@family,
        @family/@boss .. has/have to be on board/onboard, @family/@boss .. (should/must) weigh in,
        екеуміз/үшеуміз бірге, екеуміз/үшеуміз (ақылдас*/шеш*/таңда*)
    """,
}
