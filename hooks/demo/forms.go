package demo

import "onestop/hooks/rules/checklist"

// entries are what people write into the fields of a form, by key; one is drawn.
var entries = map[string][]any{
	"trade_name":    {"示例县好味小吃店", "示例县青山便利店", "示例县晨光理发店"},
	"company_name":  {"示例县远山科技有限公司", "示例县新禾农业有限公司"},
	"capital":       {50, 100, 300},
	"scope":         {"餐饮服务；食品销售", "日用百货零售", "居民服务"},
	"premises":      {"示例县民生路88号", "示例县城关镇东街12号", "示例县青山镇柳溪村3组"},
	"agent_phone":   {"13900005188"},
	"child_name":    {"张小宝", "李小苗", "吴小溪"},
	"deceased_name": {"孙身后"},
	"deceased_id":   {"510799194807150199"},
	"relation":      {"子女"},
	"employer":      {"示例县青山商贸有限公司"},
	"first_paid":    {"1994-07"},
	"partner_name":  {"郑新娘"},
	"partner_id":    {"510799199802140402"},
	"members":       {2, 3, 4},
	"income":        {860, 1200, 1540},
	"hardship":      {"家中有长期患病的老人，收入不稳定", "本人肢体残疾，没有固定工作"},
	"phone":         {"13900005104"},
	"location":      {"示例县城关镇东街5号2单元301", "示例县民生路66号1单元502"},
	"area":          {86, 112, 240},
	"price":         {420000, 615000},
	"project":       {"示例县青山商贸仓储用房", "示例县城关镇农贸市场改造"},
	"builder":       {"91510799MADEM002X1"},
	"category":      {"肢体", "视力", "听力"},
	"place":         {"重庆市", "陕西省西安市"},
	"hospital":      {"示例县人民医院"},
	"amount":        {3860, 5240},
	"school":        {"示例县城关小学"},
	"text":          {"好味餐饮店", "柳溪面馆"},
	"size":          {"4.0 × 0.8"},
	"monthly":       {20000, 50000},
}

// form fills the fields that are asked; a date is a few days before today.
func (t *teller) form(x *tale, asked []checklist.Field) fields {
	form := fields{}
	for _, f := range asked {
		if f.Kind == "date" {
			form[f.Key] = (t.today() - 3).String()
			continue
		}
		if list := entries[f.Key]; len(list) > 0 {
			form[f.Key] = list[t.dice.IntN(len(list))]
		}
	}
	return form
}
