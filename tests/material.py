"""Texts written for the tests of repetition: prose to be doubled, and texts that repeat because that is how they are built."""

from __future__ import annotations

ZH = (
    "小城的图书馆建于上世纪三十年代,最初只有两间平房。馆长姓沈,每天清晨亲自开门,把前一夜归还的书一本本擦干净再放回架上。",
    "战争爆发以后,藏书被分装进七十多只木箱,由木船运往上游的山村。沿途遇到三次大雨,押运的人用自己的被褥盖住箱子,书没有湿,人却病倒了两个。",
    "山村的祠堂成了临时书库。白天孩子们在这里上课,晚上村民点着油灯来听人读报。一位老木匠听了半年,竟然认得了上千个字。",
    "和平恢复之后,木箱陆续运回,但清点时发现少了十一种地方志。沈馆长写了许多封信,托人到邻县寻访,前后花了九年才找回其中的八种。",
    "后来人们在旧址旁边盖起了新楼,阅览室朝南,窗外是一排香樟。老读者说,阳光照在桌面上的样子,和从前那两间平房里一模一样。",
    "如今馆里保存着一本登记簿,记录了每一只木箱的去向。翻开它,可以看见不同的笔迹,有的工整,有的潦草,却没有一处涂改。",
    "研究者曾经问,为什么一座小城要为几千册旧书费这样大的力气。登记簿的最后一页写着一句回答:书在,这座城就记得自己。",
    "去年秋天,馆里举办了一次小型展览,展出的只有登记簿和一只补过的木箱。三个星期里来了四千多人,许多人站在箱子前面很久没有说话。",
)
EN = (
    "The lighthouse was finished in the spring of a quiet year, and nobody in the village expected it to matter much. The keeper moved in with two chairs, a stove and a barometer.",
    "During the first winter a storm broke the outer gallery, and the keeper repaired it alone, tied to the railing by a rope. He wrote about it in the log with a single line.",
    "Ships began to trust the light, then the chart makers did, and finally the insurers. Within ten years the harbour had a bank, a school and three competing bakeries.",
    "When the lamp was electrified, the old keeper asked for nothing except the brass key of the oil store. It still hangs in the kitchen of his granddaughter, who paints boats.",
    "Visitors now climb the stairs for the view and seldom notice the marks on the wall. Each of them records the height of the sea on a night when somebody was afraid.",
    "A museum has been proposed twice and rejected twice, both times by a handful of votes. The village, it seems, prefers to keep its lighthouse working rather than explained.",
)
LYRICS = "\n".join(
    [
        *("风吹过旧的码头", "灯火落进河的中游", "我把信折成一只船", "放它去找你的窗口"),
        *("啊远行的人啊你回头", "看一看这条老街口", "啊远行的人啊你回头", "月亮还在原处等候"),
    ]
    * 6
)
CONTRACT = "\n".join(
    f"第{number}条 {party}应当按照本合同约定的时间和方式履行义务,不得擅自变更或者解除合同。{party}逾期履行的,应当向对方支付违约金,"
    "违约金的数额按照未履行部分价款的千分之三按日计算。因不可抗力不能履行的,应当及时通知对方,并在合理期限内提供证明。"
    "因一方过错造成对方损失的,过错方应当赔偿由此产生的直接损失,包括合理的调查费用和律师费用。"
    for number, party in (("一", "甲方"), ("二", "乙方"), ("三", "丙方"))
)
LAW = (
    "第十条 单位应当建立档案管理制度,配备专职或者兼职人员,负责档案的收集、整理和保管。档案保管期限不得少于十年。"
    "违反前款规定的,由主管部门责令改正,处以一千元以上五千元以下罚款。情节严重的,可以处以五千元以上二万元以下罚款,"
    "并对直接负责的主管人员给予警告。单位对处罚决定不服的,可以依法申请行政复议或者提起行政诉讼。复议期间不停止处罚决定的执行。"
)
LAW_AMENDED = (
    LAW.replace("十年", "三十年")
    .replace("一千元以上五千元", "二千元以上一万元")
    .replace("给予警告", "给予警告或者记过处分")
)
LOG = "\n".join(
    f"2021-03-{day:02d} 08:00:0{day % 10} INFO scheduler: job finished. Waiting for the next run. All workers are idle."
    for day in range(1, 29)
)
URLS = "\n".join(f"https://www.example.com/archive/2020/entry-{n}.html" for n in range(200))
PRICES = "\n".join(
    f"{kind}号螺栓 每百件 {price}元 现货供应" for kind, price in zip(range(1, 60), range(300, 359), strict=True)
)
CODE = "\n".join(
    f"def load_{name}(path):\n    with open(path) as file:\n        rows = [line.split(',') for line in file]\n    if not rows:\n"
    "        raise ValueError('The file is empty. Nothing can be loaded. Give another path.')\n    return rows[1:]\n"
    for name in ("users", "orders", "items", "prices", "stock", "tags")
)
INTERVIEW = "\n".join(
    f"问:{q}\n答:是的。"
    for q in ("您是本地人吗?", "您在这里住了很久吗?", "您当时在场吗?", "您认识他吗?", "您愿意作证吗?", "您签过字吗?")
    * 4
)
LICENCES = "\n".join(
    f"Files: {name}\nCopyright: 20{year} {who}\nLicense: Expat\n Permission is hereby granted, free of charge, to any person obtaining a copy of this software and "
    "associated documentation files, to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, "
    "publish and distribute copies of the Software. The above copyright notice shall be included in all copies of the Software. The software is provided "
    "as is, without warranty of any kind. In no event shall the authors be liable for any claim, damages or other liability.\n"
    for name, year, who in (("src/*", "10", "Ann Low"), ("debian/*", "12", "Ben High"), ("doc/*", "13", "Cat Mid"))
)
OFFERINGS = "\n".join(
    f"On the {day} day {who}, prince of {of}, did offer: His offering was one silver charger, the weight thereof was an hundred and thirty shekels, one silver bowl "
    "of seventy shekels, after the shekel of the sanctuary. Both of them were full of fine flour mingled with oil for a meat offering. One spoon of ten shekels "
    "of gold, full of incense. One young bullock, one ram, one lamb of the first year, for a burnt offering."
    for day, who, of in (
        ("second", "Nethaneel", "Issachar"),
        ("third", "Eliab", "Zebulun"),
        ("fourth", "Elizur", "Reuben"),
        ("fifth", "Shelumiel", "Simeon"),
    )
)
MANUAL = "\n".join(
    f".TP\n.B \\-\\-{name}\nSet the {name} limit for the process and for all of its children. The value is read when the process starts. It cannot be raised later "
    "without privilege. A value of zero means that there is no limit. Values above the hard limit are refused with an error."
    for name in ("memory", "files", "stack", "core", "locks", "nice")
)
FORM = "\n".join(
    [
        "申请人姓名:________ 性别:____ 出生日期:____年__月__日",
        "联系电话:________ 通讯地址:________________",
        "申请事项:□新办 □换证 □补证 □注销",
        "申请人签字:________ 日期:________",
    ]
    * 8
)
SPEECH = "\n".join(
    f"我们之所以聚在这里,是因为{reason}。我们没有忘记,我们也不会忘记。我们要把这句话告诉每一个后来的人。"
    for reason in (
        "有人在黑夜里点过灯",
        "有人在洪水里划过船",
        "有人在废墟上种过树",
        "有人在沉默中说过话",
        "有人在路口停下来等过我们",
        "有人把最后一口水让给了别人",
    )
)
CHANGELOG = "\n\n".join(
    f"palette (1.{n}-1) unstable; urgency=medium\n\n  * New upstream release.\n  * Update standards version, no changes needed.\n  * Closes: #{70000 + n}\n\n"
    f" -- Ann Low <ann@example.org>  Mon, {n:02d} Mar 2021 10:00:00 +0000"
    for n in range(1, 25)
)
TABLE = "\n".join(f"{city} | 合格 | 合格 | 不合格 | 未检测 |" for city in ("甲镇", "乙镇", "丙镇", "丁镇") * 12)
PARALLEL = "\n".join(part for pair in zip(ZH, EN, strict=False) for part in pair)
LEAVES_ALONE = {
    "an article": "\n".join(ZH), "an English article": "\n".join(EN), "lyrics with a refrain": LYRICS, "a contract": CONTRACT,
    "a law beside its amended form": f"{LAW}\n{LAW_AMENDED}", "a law under headings": f"修订前\n{LAW}\n修订后\n{LAW_AMENDED}", "a log": LOG, "a list of addresses": URLS,
    "a price list": PRICES, "parallel code": CODE, "an interview": INTERVIEW, "licences per file": LICENCES, "records of one form": OFFERINGS, "a manual page": MANUAL,
    "a form": FORM, "a speech": SPEECH, "a changelog": CHANGELOG, "equal table cells": TABLE, "parallel text": PARALLEL, "lyrics sung twice": f"{LYRICS}\n{LYRICS}",
}  # fmt: skip
