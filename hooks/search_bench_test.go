package hooks

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Words of which names of services are made.
var (
	subjectsOfNames = []string{"食品", "药品", "医疗器械", "道路运输", "建设工程", "不动产", "社会保险", "住房公积金", "个体工商户", "公司", "民办学校", "养老机构", "户外广告", "林木", "河道", "排水", "人力资源", "残疾人", "退役军人", "特种设备"}
	doingsOfNames   = []string{"经营", "生产", "使用", "设立", "变更", "注销", "转移", "抵押", "施工", "采伐", "占用", "接入", "服务", "补贴", "认定"}
	kindsOfNames    = []string{"许可", "备案", "登记", "审批", "确认", "核准", "申领", "查询"}
)

// big is a house with n published services, each with a list of the usual length.
func big(t testing.TB, n int) *house {
	x := newHouse(t)
	template, err := x.app.FindFirstRecordByData("revisions", "version", 1)
	if err != nil {
		t.Fatal(err)
	}
	service, err := x.app.FindRecordById("services", template.GetString("service"))
	if err != nil {
		t.Fatal(err)
	}
	name := service.GetString("name")
	err = x.app.RunInTransaction(func(tx core.App) error {
		for i := range n {
			id := fmt.Sprintf("bench%010d", i)
			called := fmt.Sprintf("%s%s%s第%d项", subjectsOfNames[i%20], doingsOfNames[i/20%15], kindsOfNames[i/300%8], i)
			_, err := tx.DB().Insert("services", dbx.Params{"id": id, "name": called, "code": fmt.Sprintf("11510799DEM000030Q4%012d", i), "state": "published",
				"claim": id, "department": service.GetString("department"), "version": 1, "channels": "[]", "service_objects": "[]"}).Execute()
			if err != nil {
				return err
			}
			content := strings.NewReplacer(name, called, service.Id, id).Replace(template.GetString("content"))
			_, err = tx.DB().Insert("revisions", dbx.Params{"id": id, "service": id, "version": 1, "content": content, "checksum": id, "effective_on": "2026-01-01"}).Execute()
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// BenchmarkSearch asks 10,000 services what people ask, at the door: at most 10 ms.
func BenchmarkSearch(b *testing.B) {
	x := big(b, 10000).unlimited()
	if _, err := x.index(); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct{ name, query string }{
		{"everything", ""}, {"a word", "?q=食品"}, {"two words", "?q=许可+食品"}, {"without a blank", "?q=许可食品"}, {"shortened", "?q=食经许"}, {"initials", "?q=spjyxk"},
		{"pinyin", "?q=shipinjingying"}, {"English", "?q=licence"}, {"nothing", "?q=狮子老虎"}, {"no letters", "?q=xyzxyz"}, {"of persons", "?q=登记&object=person"},
	} {
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				from := time.Now()
				x.t = b
				x.call("GET", "/api/onestop/services"+c.query, nil, nil).ok()
				took = append(took, time.Since(from))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// BenchmarkIndex builds the index of 10,000 services, and reads one again after it was
// published anew.
func BenchmarkIndex(b *testing.B) {
	x := big(b, 10000)
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			x.catalog.day = 0
			if i, err := x.index(); err != nil || len(i) < 10000 {
				b.Fatal(len(i), err)
			}
		}
	})
	b.Run("one", func(b *testing.B) {
		for b.Loop() {
			x.catalog.touch("bench0000000042")
			if i, err := x.index(); err != nil || len(i) < 10000 {
				b.Fatal(len(i), err)
			}
		}
	})
}
