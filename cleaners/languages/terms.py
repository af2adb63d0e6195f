"""A small table of terms that translations share: Chinese keys of one or two characters, English words by their stems.

It need not be complete: a pair of segments is judged by how much rarer words agree, not by whether all do. A key of
two characters may be part of a longer word where that part is its own (合国 in 联合国). English entries of four or
more letters match every word that begins with them, shorter ones only themselves.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

TABLE = """
中国 中华 我国 中方:china chinese
美国 美方 对美 访美 中美:us usa america american states
英国:britain british uk england
法国:france french
德国:germany german
俄罗 俄国:russia
日本:japan
韩国:korea
朝鲜:korea dprk
印度:india
台湾:taiwan
香港:hong
澳门:macao macau
欧洲 欧盟:europe eu
非洲:africa
亚洲 亚太:asia
澳大:australia
加拿:canada
巴西:brazil
意大:ital
西班:spain spanish
北京:beijing peking
上海:shanghai
广州 广东:guang canton
深圳:shenzhen
纽约:york
伦敦:london
巴黎:paris
东京:tokyo
华盛:washington
莫斯:moscow
联合 合国:un united unite joint jointly
宪章:charter
东盟:asean arf
金砖:brics
世贸:wto
奥巴:obama
特朗:trump
习近:xi jinping
毛泽:mao
邓小:deng
鲁迅:xun
互联:internet interconnect online
网络 网上 网民:cyber network internet online web digital
网站:website site
空间:space cyberspace
数字 数码:digit
信息:inform ict
技术 科技:techn scien
数据:data
软件:software
计算 电脑:comput calculat
手机:phone mobile cell
机器:machine robot
智能:intelligen smart ai
平台:platform
系统 体系:system
设施 基建:infrastructure facilit
通信 通讯:communicat telecom
安全:secur safe
威胁:threat
攻击 袭击:attack
犯罪:crim
恐怖:terror
黑客:hack
隐私:privacy private
保护 维护:protect safeguard maintain uphold preserv conserv defend
防御 国防:defen
军事 军队 军备:milit army armed troop arms forces
战争 作战:war wars battle wartime
和平:peace
冲突:conflict clash
武器:weapon arms
核武 核能:nuclear
士兵 战士:soldier
敌人 敌对:enem hostil
主权:sovereign
霸权:hegemon
国家 各国:countr nation state states
国际 世界 全球:international world global
政府:government
政治:politic
政策:polic
外交:diplom foreign
总统 主席:president chair
总理 首相:premier minister
部长:minister
大使:ambassador
议会 国会:parliament congress
选举:elect
民主:democra
自由:free liber
平等:equal
公平 公正:fair equit just impartial
正义:justice
权利 权益:right
义务:obligation dut
责任:responsib
法律 法规 法治:law laws legal legisl
法院 法庭:court
法官:judge
律师:lawyer attorney
警察 警方:police
监狱:prison jail
合同:contract
条约 公约:treat convention
协议 协定:agree
规则 规范 准则:rule norm code standard
标准:standard criteri
原则:princip
秩序:order
治理:govern
管理:manag administ govern
制度 机制:mechanism institut system regime
机构:institution agenc bod organ
组织:organi
委员:committee commission
会议 大会:meeting conference summit congress assembl session
论坛:forum
峰会:summit
对话:dialog
谈判 磋商 协商:negotiat consult talk
讨论 探讨:discuss explor
合作:cooperat collaborat partner
伙伴:partner
交流:exchange communicat interact
参与 参加:participat join engage involve attend
支持:support
反对:oppos against object
推动 推进 促进:promot advanc push driv facilit foster boost spur further
加强 强化 增强:strength enhanc intensif step
发展:develop grow
建设 构建 建立:build construct establish creat
改革:reform
开放:open
创新:innovat
创造:creat
增长:grow increas
提高 提升:improv rais enhanc increas
经济:econom
贸易:trade
投资:invest
市场:market
企业 公司:compan enterpris business firm corporat
产业 工业:industr
农业:agricultur farm
农民:farmer peasant
工人:worker
商业 商务:business commerc
金融:financ
银行:bank
货币:currenc monetar money
价格:price
税收 纳税:tax taxes taxation
收入:income revenue
利润:profit
成本:cost costs
消费:consum
产品:product
服务:servic
供应:suppl
资源:resourc
能源:energy
石油:oil petroleum
天然:natural
电力:electric power
煤炭:coal
环境 环保:environment
气候:climat
污染:pollut
生态:ecolog ecosystem
森林:forest
动物:animal
植物:plant plants
土地:land soil
海洋 大海:ocean sea marine
河流:river
城市:cit urban town
农村 乡村:rural village countryside
村庄 村子:village
社会:societ social
社区 社群:communit
人类:human mankind humanity
人民:people
公民:citizen
群众:mass people public
公众 公共:public
儿童 孩子:child children kid kids
妇女 女性:women woman female
老人 老年:old elder aged
青年 年轻:young youth
家庭:famil home household
父母:parent
父亲 爸爸:father dad
母亲 妈妈:mother mom mum
儿子:son sons
女儿:daughter
兄弟 哥哥 弟弟:brother
姐妹 姐姐 妹妹:sister
丈夫:husband
妻子 太太:wife
朋友:friend
邻居:neighbo
老师 教师:teacher
学生 同学:student pupil
学校:school
大学:universit colleg
教育:educat
学习:learn study studies
研究:research study studies stud
科学:scien
数学:math
物理:physic
化学:chem
生物:biolog bio
历史:histor
文化:cultur
文明:civiliz civilis
艺术:art arts artist
文学:literat
语言:languag
文字:writing script character
小说:novel fiction
诗人 诗歌:poet poem
作家 作者:author writer
音乐:music
电影:film movie
戏剧:drama theat play
新闻:news press
媒体:media
记者:journal report correspond
报告 报道:report
杂志:magazin
报纸:newspaper paper
书籍 读书 图书:book read librar
博物:museum
宗教:relig
佛教:buddh
教会 教堂:church
上帝:god lord
医生 大夫:doctor physician
医院:hospital
医疗 医学:medic health
健康:health
疾病 病人:disease illness patient sick
病毒:virus
疫苗:vaccin
疫情:epidemic pandemic outbreak covid
癌症:cancer
药物 药品:drug medicin pharma
食品 食物 粮食:food grain
水果:fruit
蔬菜:vegetable
牛奶:milk
咖啡:coffee
面包:bread
米饭 大米:rice
早餐 早饭:breakfast
晚餐 晚饭:dinner supper
午餐 午饭:lunch
餐厅 饭馆 饭店:restaurant hotel
旅游 旅行:touris travel trip
交通:traffic transport
汽车:car cars automobile vehicle
火车 铁路:train railway railroad rail
飞机 航空:plane aircraft aviation airline air
机场:airport
船舶 轮船:ship vessel
公路 道路:road highway path
桥梁:bridge
房子 房屋 住房:house housing home
房间:room
厨房:kitchen
窗户 窗子:window
桌子:table desk
椅子:chair
衣服:cloth dress
鞋子:shoe
花园:garden
公园:park
商店:shop store
工厂:factor plant
办公:office
工作:work job jobs
就业:employ job jobs
工资:wage salar pay
时间:time
时代:era age time times
世纪:centur
今天:today
明天:tomorrow
昨天:yesterday
现在 目前 当前:now current present
未来 将来:future
过去:past
早上 早晨 上午:morning
下午:afternoon
晚上 夜晚 夜里:night evening
春天 春季:spring
夏天 夏季:summer
秋天 秋季:autumn fall
冬天 冬季:winter
年代:decade
星期:week
太阳 阳光:sun sunlight sunshine solar
月亮 月球:moon lunar
星星 恒星:star stars
地球:earth
宇宙:universe cosm
天空:sky
天气:weather
温度 气温:temperatur
下雨 雨水:rain
下雪:snow
地震:earthquake quake
洪水:flood
火灾:fire
灾害 灾难:disaster
眼睛:eye eyes
耳朵:ear ears
心脏:heart cardiac
大脑 脑子:brain
身体:body physical
皮肤:skin
血液:blood
头发:hair
嘴巴:mouth
声音:sound voice
颜色:colo
红色:red
绿色:green
蓝色:blue
白色:white
黑色:black
黄金 金子:gold
爱情:love
幸福 快乐 高兴:happ joy glad pleas
悲伤 难过 伤心:sad sorrow grief
害怕 恐惧:fear afraid scare
愤怒 生气:angr anger
希望:hope
梦想 做梦:dream
记忆 回忆:memor recall remember
思想:thought think idea ideolog
理论:theor
知识:knowledge intellectual
产权:property
真理 真相:truth
问题:problem issue question
困难:difficult hard
挑战:challeng
机遇 机会:opportunit chance
危机:cris
风险:risk
影响:influenc affect impact effect
作用:role effect function
关系:relation tie ties
利益:interest benefit
共同:common joint shared share together
共享:share shared sharing
普惠 惠及:benefit inclusiv
目标:goal objectiv target aim
战略:strateg
计划:plan plans program
行动:action act
措施 举措:measur
方法 方式:method way ways means approach
能力:capacit abilit capab
力量:force power strength
水平:level
质量:quality
效率:efficien
经验:experienc
基础:foundation basis basic base
核心:core central
关键:key critical crucial
重要:important import major significan
主要:main major
特别:especially particular special
新型:new
传统:tradition
现代:modern
复杂:complex complicat
简单:simple simpl eas
美丽 漂亮:beaut pretty
古代 古老:ancient old
贫困 贫穷 穷人:pover poor
富裕 富人:rich wealth
战胜 胜利:victor win won triumph
失败:fail defeat
死亡 去世:death die died dead
出生:born birth
生命 生活 人生:life live lives living
结婚 婚姻:marr wedding
离婚:divorc
比赛:game match compet contest
足球:football soccer
篮球:basketball
奥运:olympic
运动:sport movement exercis campaign
冠军:champion
游戏:game gaming
动漫:anim comic
语音:voice speech
演讲 讲话:speech address remark
声明:statement declar
宣布:announc declar
表示:said say express state
强调:stress emphasi
指出:point note
认为:believe think consider
要求:require demand request ask
决定:decid decision determin
选择:choos choice select option
同意:agree consent
批准:approv ratif
禁止:ban prohibit forbid
允许:allow permit
需要:need requir
必须:must
应该 应当:should ought
开始:begin began start
结束:end ended conclu finish
继续:continu
改变 变化:chang
增加:increas add rise
减少 降低:reduc decreas declin cut lower
超过:exceed over more
影片:film
图片 照片:picture photo image
视频:video
音频:audio
文件 文书:document file paper instrument
专家:expert
教授:professor
博士:doctor phd dr
主任:director
经理:manager
老板:boss owner
领导:leader lead
成员:member
代表:represent delegat
客户 顾客:customer client
用户:user
个人:individual person
民间:non civil folk
少数:minorit few
民族:ethnic nation
种族:race racial racis
移民:immigra migra
难民:refuge
边界 边境:border
地区 区域:region area district
周边:neighb surround
中心:center centre
中央:central
地方:local place
东方:east orient
西方:west
南方:south
北方:north
中东:middle
太平:pacific
大西:atlantic
长江:yangtze
黄河:yellow
长城:wall
一带 一路:belt silk
丝绸:silk
互信 信任:trust
尊重:respect
相互 互相:mutual each
承诺:commit promis pledge
贡献:contribut
成果 成就:achiev result outcome fruit
进步:progress advance
繁荣:prosper thriv
稳定:stab
稳固:solid
可持:sustain
续发:sustain
议程:agenda
援助:assist aid aids
培训:train
人才:talent personnel professional
人员:personnel staff people
学者:scholar
鸿沟:divide gap
差距:gap
垄断:monopol
竞争:compet
壁垒:barrier
护主:protectionis
思维:think mentality mindset
冷战:cold
博弈:game
双重:double dual
应链:chain
光缆:cable
卫星:satellite
宽带:broadband
接入 进入:access enter
电子:electron
邮件:mail email
域名:domain
务器:server
代码:code
算法:algorithm
程序:program procedur process
错误:error mistake wrong
遗产:heritage legacy
节日:festival holiday
春节:spring lunar
礼物:gift present
故事:stor tale
传说:legend
神话:myth
皇帝 帝国:emperor imper
国王:king
王后 皇后 女王:queen
王子:prince
公主:princess
革命:revolution
共产:communis
会主:socialis
资本:capital
阶级:class
殖民:coloni
独立:independ
解放:liberat
统一:unif unit
分裂:split divid secess
宣传:propagand publici
运输:transport
建筑:build architect construct
材料:material
金属:metal
钢铁:steel iron
塑料:plastic
玻璃:glass
机械:machin mechan
发明:invent
专利:patent
实验 试验:experiment test trial
测试:test
分析:analy
统计:statistic
比例:proportion ratio rate
百分:percent per
平均:average mean
人口:population
面积:area
高度:height high
速度:speed velocity rate
重量:weight
距离:distance
公里:kilomet km mile
小时:hour
分钟:minute
美元:dollar usd
民币:yuan rmb renminbi
欧元:euro
亿元:yuan billion million
序言 前言:preface foreword preamble introduction
目录:content
束语 结语:conclu
附录:appendix annex
摘要:abstract summary
参考:reference
第一:first one
其次 第二:second two
最后:last final
首先:first
然后:then
因为:because since
所以 因此:therefore so thus hence
但是 然而:but however yet
如果:if
虽然:although though while
没有:no not without
知道:know knew
看见 看到:see saw seen
听见 听到:hear heard
说话:speak spoke talk
回家:home
回来 返回:return back
离开:leave left depart
等待:wait
帮助:help assist
发现:find found discover
寻找:search seek look
失去:lose lost
忘记:forget forgot
相信:believ trust
喜欢:like fond
讨厌:hate
睡觉:sleep slept
吃饭:eat ate meal
喝酒:drink drank wine
走路:walk
跑步:run ran running
微笑:smile
哭泣:cry cried weep
沉默:silen
秘密:secret
危险:danger
勇敢:brave courage
聪明:clever smart wise
智慧:wisdom
诚实:honest
善良:kind
美德:virtue
灵魂:soul spirit
精神:spirit mental
心灵:heart soul mind
内容:content
形式:form
结构:structur
功能:function feature
设计:design
安装:install
设置 配置:set settings configur
版本:version
更新:updat
下载:download
点击:click
按钮:button
屏幕:screen
键盘:keyboard
文章:article
章节:chapter
页面:page
标题:title heading
注意:note attention
警告:warn
例如:example instance
包括:includ
关于:about regarding concern
根据:accord based
通过:through via pass
之间:between among
以来:since
以上:above over more
以下:below follow
左右:about around
立场:position stance
观点:view opinion
意见:opinion view comment
建议:suggest propos recommend advice
倡议:initiat propos
呼吁:call appeal
谴责:condemn
制裁:sanction
调查:investigat survey inquir
证据:evidence proof
审查:review examin
评估:assess evaluat
监督:supervis oversight
透明:transparen
腐败:corrupt
效果:effect result
原因:reason cause
结果:result outcome
条件:condition
情况:situation circumstanc case
状态:state status
过程 进程:process
阶段:stage phase
部分:part portion
全部 所有:all entire whole
许多 很多:many much lot
各种 多种:various different vari
多样:divers
多边:multilateral
双边:bilateral
双方:both sides two parties
各方:parties
单边:unilateral
集团:group bloc
十国:twenty
博鳌:boao
乌镇:wuzhen
上合:sco shanghai
命运:future destiny fate
狗:dog dogs
猫:cat cats
马:horse horses
鱼:fish
鸟:bird birds
山:mountain mountains hill hills mount
河:river
海:sea ocean
湖:lake
岛:island
雨:rain
雪:snow
风:wind winds
火:fire fires
月:moon month
书:book books
门:door doors gate
酒:wine liquor
茶:tea
树:tree trees
花:flower flowers
血:blood
王:king wang
龙:dragon
虎:tiger
羊:sheep goat
牛:cow cattle ox
猪:pig pigs pork
鸡:chicken hen
船:boat ship
刀:knife knives sword
剑:sword
城:city cities town wall
桥:bridge
路径 途径:path way pathway
实践 践行:practic realiz
框架 架构:framework architectur structure
指南 手册:guide manual handbook
规定:provision stipulat prescrib regulation
实施 执行:implement execut enforc carry run
落实:implement fulfil
完善:improv perfect
深化:deepen
扩大:expand enlarg broaden
努力:effort endeavo strive
保障 确保:ensure guarantee safeguard secure
实现:achiev realiz attain
提供:provid offer
利用:use using utiliz leverag
使用:use uses used using usage
形成:form formed shape
坚持:adher uphold insist persist
积极:active positiv
充分:full fully sufficient
有效:effectiv valid
有序:orderly
健全:sound
共识:consensus
分享:share shared sharing
融合:integrat
转型:transform transition
升级:upgrad escalat
输入:input enter typed
输出:output
读取:read reads reading
写入:writ
命令:command order
参数:argument parameter
选项:option
默认 缺省 預設 预设:default
名称:name names
类型:type types
格式:format
字符:character
符串:string
密码:password
密钥:key keys
证书:certificat
签名:signatur sign
连接 链接:connect link
无效:invalid
创建:creat
删除 移除:delet remov
显示:show display
忽略:ignor
指定:specif
据库:database
表格:table form
列表:list lists
内存:memory
线程:thread
端口:port ports
认证 验证:authentic verif validat
打开:open
关闭:clos
保存:save store
复制:copy copi
移动:move moving mobile
多个:multiple several
不能 无法:cannot unable
只能 只有:only
最大:maxim largest biggest
最小:minim smallest
完成:complet finish done
支付 付款:pay paid payment
变量:variabl
函数:function
语法:syntax
编辑:edit editor
搜索:search
模块:module
接口:interface
窗口:window
菜单:menu
图标:icon
字体:font
权限:permission privileg
日志:log logs logging
备份:backup
恢复 还原:restor recover resum
压缩:compress
加密:encrypt
缓存:cache
镜像 映像:image mirror
分支:branch
提交:commit submit
合并:merg
仓库:repositor warehouse
远程:remote
线路:line route
眼泪:tear tears
手臂 胳膊:arm arms
黑暗:dark
光明:light bright
女人:woman women
男人:man men
先生:mr sir gentleman
小姐:miss lady
主人:master host owner
仆人:servant
石头:stone rock
木头:wood
空气:air
金钱 钱财:money
唱歌 歌曲 歌声:song sing sang
跳舞 舞蹈:dance
笑声 大笑:laugh
股票 股市:stock share
债券:bond bonds
汇率:exchange
利率:interest
通胀 货膨:inflation
失业:unemploy
预算:budget
赤字:deficit
债务:debt debts
保险:insur
房价:housing
关税:tariff
出口:export exit
进口:import
顺差 逆差:surplus deficit
生产:produc
总值:gross value gdp
股东:shareholder
董事:director board
会计:account
审计:audit
细胞:cell cells
基因:gene genes genet
蛋白:protein
分子:molecul
原子:atom
粒子:particl
能量:energy
引力:gravit
行星:planet
火箭:rocket
太空:space
望远:telescop
化石:fossil
恐龙:dinosaur
进化:evol
物种:species
细菌:bacter
手术:surg
症状:symptom
治疗:treat therap
饮食:diet
睡眠:sleep
体重:weight
血压:blood
糖尿:diabet
心理:psycholog mental
压力:pressure stress
护士:nurs
考试:exam
课程:course curricul
毕业:graduat
奖学:scholarship
课堂 教室:classroom
条款:clause article term
甲方:party
乙方:party
违约 违反:breach violat
赔偿 补偿:compensat indemnif
争议 纠纷:dispute
仲裁:arbitrat
管辖:jurisdict
签署 签订:sign signed conclud
生效:effect force effectiv
终止:terminat
通知:notice notif inform
书面:written writing
保密 机密:confident secret
投票:vot
抗议:protest
暴力:violen
谋杀 凶手:murder kill
死刑:death
逮捕:arrest
自杀:suicid
事故:accident
事件:event incident
活动:activ event
事务:affair
机关:organ authorit
当局:authorit
部门:department sector
领域:field area domain sector
行业:industr sector trade
职业:profession occupation career
技能:skill
培养:cultivat train foster
志愿:volunteer
慈善:charit
捐款 捐赠:donat
食用:edible
烹饪:cook
味道:taste flavo
邮局:post
电话:telephon phone call
电视:televis tv
广播:broadcast radio
广告:advertis
品牌:brand
购物 购买:shop purchas buy bought
出售 销售:sale sell sold
便宜:cheap
昂贵:expensiv
免费:free
质疑 怀疑:doubt suspect question
证明:prove proof certif
解释 说明:explain explan
描述:describ descript
回答:answer repl
提问 询问:ask asked inquir
邀请:invit
访问:visit access
参观:visit
欢迎:welcom
感谢 谢谢:thank grateful
道歉 抱歉:apolog sorry
再见:goodbye farewell
祝贺 恭喜:congratul
尊敬:dear respect hono
荣誉 荣幸:hono
骄傲 自豪:proud pride
孤独 寂寞:lonel alone solitude
安静 宁静:quiet calm tranquil
美好:beaut better good wonderful bright
伟大:great
巨大:huge tremendous enormous great
快速 迅速:rapid quick fast swift
缓慢:slow
容易:easy easi
可能:possib may might likely
不同:differ
相同 同样:same similar likewise equal
类似 相似:similar
真正:real true truly genuin
完全:complet total fully entire
几乎:almost near
经常 常常:often frequent
总是:always
从不 从未:never
已经:already
刚刚:just
突然:sudden
终于:final last
仍然:still remain
一直:always continu
再次:again
其他 其它:other others another
自己:own self himself themsel itself
别人 他人:others
什么:what
为何 为什:why
如何 怎样:how
谁是:who
哪里 何处:where
何时:when
多少:many much
三分:third
一半:half
百万:million
千万:million
十亿:billion
公元:ad bc
月份:month
年度:annual year
每年:annual year
每天 每日:daily day
古典:classic
现实:real
虚拟:virtual
物联:iot things
三维:three dimension
阿里:alibaba
腾讯:tencent
华为:huawei
苹果:apple
谷歌:google
微软:microsoft
高通:qualcom
亚马:amazon
希腊:gree
罗马:rome roman
埃及:egypt
以色:israel
伊朗:iran
伊拉:iraq
土耳:turk
乌克:ukrain
波兰:poland polish
瑞典:swed
瑞士:swiss switzerland
荷兰:dutch netherlands
墨西:mexic
阿根:argentin
越南:vietnam
泰国:thai
新加:singapore
马来:malaysia
菲律:philippin
印尼:indonesia
蒙古:mongol
西藏:tibet
新疆:xinjiang
四川:sichuan
云南:yunnan
南京:nanjing
武汉:wuhan
杭州:hangzhou
浙江:zhejiang
孔子 论语:confuci analect
孟子:menci
老子:tao laozi lao
唐朝 唐代:tang
宋朝 宋代:song dynasty
明朝 明代:ming
清朝 清代:qing
王朝 朝代:dynast
将军:general
军官:officer
骑士:knight
海军:nav
空军:air
导弹:missil
炸弹:bomb
枪支 手枪:gun guns pistol
水:water
光:light
夜:night
手:hand hands
头:head
脸:face
爱:love
钱:money
歌:song songs
梦:dream
石:stone
铁:iron
银:silver bank
金:gold
灯:lamp light lights
床:bed
墙:wall
帽:hat cap
盐:salt
糖:sugar
蛋:egg eggs
肉:meat
女:woman women girl female daughter
男:man men boy male
"""

SHORTEST = 4  # letters of an English stem; shorter entries are whole words
LONGEST = 8  # letters of a stem that are compared


def _tables() -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    chinese: dict[str, int] = {}
    english: dict[str, list[int]] = {}
    for concept, line in enumerate(TABLE.split("\n")):
        left, _, right = line.partition(":")
        for key in left.split():
            chinese.setdefault(key, concept)
        for word in right.split():
            english.setdefault(word[:LONGEST], []).append(concept)
    return chinese, {word: tuple(concepts) for word, concepts in english.items()}


CHINESE, ENGLISH = _tables()
CONCEPTS = TABLE.count("\n") + 1


@lru_cache(maxsize=65536)
def concepts_of(word: str) -> tuple[int, ...]:
    """Return the concepts that a lower-case English word names: its own, and those of the stems it begins with."""
    found = [ENGLISH.get(word, ())] if len(word) < LONGEST else []
    found += [
        ENGLISH.get(word[:n], ())
        for n in range(SHORTEST, min(LONGEST, len(word)) + 1)
        if n != len(word) or n == LONGEST
    ]
    return tuple(dict.fromkeys(concept for concepts in found for concept in concepts))


class _Keys(NamedTuple):
    """The Chinese keys as arrays: the concept of each character, -1 for none, and of each two, by their code points."""

    single: NDArray[np.int32]
    first: NDArray[np.bool_]  # whether a key of two begins with a character
    pairs: NDArray[np.uint32]  # sorted
    concepts: NDArray[np.int32]


@cache
def _keys() -> _Keys:
    single, first = np.full(1 << 16, -1, np.int32), np.zeros(1 << 16, np.bool_)
    pairs = sorted((ord(key[0]) << 16 | ord(key[1]), n) for key, n in CHINESE.items() if len(key) > 1)
    for key, concept in CHINESE.items():
        if len(key) == 1:
            single[ord(key)] = concept
    first[[pair >> 16 for pair, _ in pairs]] = True
    return _Keys(single, first, np.array([p for p, _ in pairs], np.uint32), np.array([n for _, n in pairs], np.int32))


def concepts_in(texts: Sequence[str]) -> list[frozenset[int]]:
    """Return the concepts that the keys in each Simplified text name; all texts are looked at together."""
    keys = _keys()
    body = "\0".join([*texts, ""])
    codes = np.frombuffer(body.encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = np.where(codes < len(keys.single), codes, 0)
    ends = np.cumsum([len(text) + 1 for text in texts])
    alone = np.flatnonzero(keys.single[codes] >= 0)
    begun = np.flatnonzero(keys.first[codes])
    pairs = codes[begun] << 16 | codes[begun + 1]  # the text ends with a separator
    nearest = np.minimum(np.searchsorted(keys.pairs, pairs), len(keys.pairs) - 1)
    hit = keys.pairs[nearest] == pairs
    places = np.concatenate((alone, begun[hit]))
    found = np.concatenate((keys.single[codes[alone]], keys.concepts[nearest[hit]]))
    cells = np.unique(np.searchsorted(ends, places, side="right") * CONCEPTS + found)
    edges = np.searchsorted(cells, np.arange(len(texts) + 1) * CONCEPTS).tolist()
    concepts = (cells % CONCEPTS).tolist()
    return [frozenset(concepts[low:high]) for low, high in pairwise(edges)]
