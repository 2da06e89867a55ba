package hooks

import (
	"bytes"
	"sort"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// The sounds of Chinese signs, for people who type the letters of a name. The collation
// tables of the Unicode consortium stand in the order of pinyin, so that the syllable of a
// sign is the interval it falls into. Of 6,762 signs of GB 2312 all but some 30 come out as a
// dictionary has them; some of those are set right below. ü is typed v.
const syllables = `阿a哎ai安an肮ang凹ao八ba掰bai扳ban邦bang勹bao陂bei奔ben崩beng逼bi边bian灬biao憋bie玢bin冫bing拨bo逋bu嚓ca猜cai参can仓cang操cao册ce岑cen噌ceng叉cha拆chai觇chan伥chang抄chao车che抻chen柽cheng吃chi充chong抽chou出chu揣chuai巛chuan疮chuang吹chui春chun踔chuo呲ci匆cong凑cou粗cu汆cuan崔cui村cun搓cuo` +
	`哒da呆dai丹dan当dang刀dao锝de灯deng氐di嗲dia甸dian刁diao爹die丁ding丢diu东dong都dou嘟du端duan堆dui吨dun多duo婀e诶ei恩en儿er发fa帆fan匚fang飞fei分fen丰feng缶fou呋fu旮ga该gai甘gan冈gang皋gao戈ge给gei根gen庚geng工gong勾gou估gu瓜gua乖guai关guan光guang归gui丨gun呙guo哈ha咳hai顸han夯hang蒿hao诃he黑hei痕hen亨heng轰hong侯hou虍hu花hua怀huai獾huan肓huang灰hui昏hun耠huo` +
	`丌ji加jia戋jian江jiang艽jiao阶jie巾jin京jing冂jiong纠jiu居ju娟juan噘jue军jun咔ka开kai刊kan闶kang尻kao苛ke肯ken吭keng空kong抠kou刳ku夸kua蒯kuai宽kuan匡kuang亏kui坤kun扩kuo垃la来lai兰lan啷lang捞lao肋le勒lei塄leng厘li俩lia奁lian良liang撩liao列lie拎lin灵ling溜liu龙long娄lou噜lu驴lv娈luan锊lve抡lun罗luo妈ma埋mai颟man邙mang猫mao么me没mei门men虻meng咪mi宀mian喵miao乜mie民min名ming谬miu摸mo哞mou毪mu` +
	`嗯n拿na乃nai囡nan囔nang孬nao疒ne馁nei恁nen能neng妮ni拈nian酿niang鸟niao捏nie您nin宁ning妞niu农nong耨nou奴nu女nv暖nuan疟nve挪nuo喔o讴ou趴pa拍pai潘pan乓pang抛pao呸pei喷pen怦peng丕pi偏pian剽piao氕pie姘pin乒ping钋po剖pou仆pu七qi掐qia千qian呛qiang悄qiao且qie亲qin青qing芎qiong丘qiu区qu悛quan缺que逡qun蚺ran禳rang娆rao惹re人ren扔reng日ri茸rong柔rou如ru阮ruan蕤rui闰run若ruo` +
	`仨sa塞sai三san桑sang搔sao色se森sen僧seng杀sha筛shai山shan伤shang捎shao奢she申shen升sheng尸shi收shou书shu刷shua衰shuai闩shuan双shuang谁shui吮shun说shuo厶si忪song嗖sou苏su狻suan虽sui孙sun唆suo他ta胎tai坍tan汤tang涛tao忑te疼teng剔ti天tian佻tiao帖tie厅ting通tong偷tou凸tu湍tuan推tui吞tun乇tuo挖wa歪wai弯wan汪wang危wei温wen翁weng挝wo乌wu夕xi虾xia先xian乡xiang枭xiao些xie心xin星xing凶xiong休xiu吁xu轩xuan削xue勋xun` +
	`丫ya恹yan央yang幺yao掖ye伊yi因yin应ying哟yo佣yong优you纡yu鸢yuan曰yue晕yun匝za灾zai糌zan赃zang遭zao则ze贼zei怎zen增zeng扎zha斋zhai沾zhan张zhang钊zhao蜇zhe贞zhen争zheng之zhi中zhong州zhou朱zhu抓zhua拽zhuai专zhuan妆zhuang隹zhui肫zhun卓zhuo孜zi宗zong邹zou租zu钻zuan嘴zui尊zun昨zuo`

// secondSounds are signs of official language that are also read otherwise, and those that
// the tables misplace: whoever types either sound means the sign.
var secondSounds = map[rune]string{
	'行': "hang", '长': "chang", '重': "chong", '调': "tiao", '会': "kuai", '还': "huan", '藏': "zang", '校': "jiao", '便': "pian",
	'传': "zhuan", '差': "chai", '率': "shuai", '乐': "yue", '单': "shan", '降': "xiang", '弹': "tan", '参': "shen", '车': "ju", '区': "ou",
	'都': "du", '大': "dai", '石': "dan", '给': "ji", '仇': "qiu", '朝': "zhao", '盛': "cheng", '属': "zhu", '解': "xie",
	'钶': "ke", '掠': "lve", '略': "lve", '呒': "wu", '攵': "pu", '了': "liao", '没': "mo", '宿': "xiu", '折': "she", '血': "xie", '地': "di",
}

// sound is one sign of a name as it is typed: the sign itself in lower case where it is a
// letter or a digit, else the syllables that it may be read as.
type sound []string

// reader finds the sounds of signs and keeps them: a catalogue repeats its signs.
type reader struct {
	lock   sync.Mutex
	order  *collate.Collator
	bounds [][]byte // keys of the first sign of every syllable, in order
	names  []string
	known  map[rune]sound
}

func newReader() *reader {
	r := &reader{order: collate.New(language.Chinese), known: map[rune]sound{}}
	rest := syllables
	for rest != "" {
		sign := []rune(rest)[0]
		rest = rest[len(string(sign)):]
		end := strings.IndexFunc(rest, func(x rune) bool { return x > unicode.MaxASCII })
		if end < 0 {
			end = len(rest)
		}
		r.bounds, r.names = append(r.bounds, r.key(sign)), append(r.names, rest[:end])
		rest = rest[end:]
	}
	return r
}

func (r *reader) key(sign rune) []byte {
	return bytes.Clone(r.order.KeyFromString(new(collate.Buffer), string(sign)))
}

// read answers the sounds of a name; signs that nobody types in letters are passed over.
func (r *reader) read(name string) []sound {
	r.lock.Lock()
	defer r.lock.Unlock()
	var sounds []sound
	for _, sign := range strings.ToLower(name) {
		if s := r.of(sign); s != nil {
			sounds = append(sounds, s)
		}
	}
	return sounds
}

func (r *reader) of(sign rune) sound {
	if s, known := r.known[sign]; known {
		return s
	}
	var s sound
	switch {
	case sign >= 'a' && sign <= 'z', sign >= '0' && sign <= '9':
		s = sound{string(sign)}
	case unicode.Is(unicode.Han, sign):
		key := r.key(sign)
		if at := sort.Search(len(r.bounds), func(i int) bool { return bytes.Compare(r.bounds[i], key) > 0 }); at > 0 {
			s = sound{r.names[at-1]}
		}
		if other := secondSounds[sign]; other != "" {
			s = append(s, other)
		}
	}
	r.known[sign] = s
	return s
}

// sounds reports whether the letters can be read along the name: each sign by its whole
// syllable or by its first letter, from any sign on. The last syllable may be begun only.
func sounds(letters string, name []sound) bool {
	for i := range name {
		if readsOn(letters, name[i:]) {
			return true
		}
	}
	return false
}

func readsOn(letters string, name []sound) bool {
	if letters == "" {
		return true
	}
	if len(name) == 0 {
		return false
	}
	for _, syllable := range name[0] {
		if letters[0] != syllable[0] {
			continue
		}
		if strings.HasPrefix(syllable, letters) || strings.HasPrefix(letters, syllable) && readsOn(letters[len(syllable):], name[1:]) {
			return true
		}
		if len(syllable) > 1 && readsOn(letters[1:], name[1:]) {
			return true
		}
	}
	return false
}
