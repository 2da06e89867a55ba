package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(createRatings, dropRatings, "1772000140_create_ratings.go")
}

// Who handled a case never learns who rated it (R-EV-05): the rater reads the own rating,
// overseers read those of cases on which they did not act. The named contact person of a
// bad rating reads it by a route of our own, which leaves out who wants to stay unnamed.
const (
	notRated      = `rated !~ @request.auth.id`
	readRating    = ownCase + ` || (` + officer + ` && ` + openCase + ` && ` + overseer + ` && ` + notRated + `)`
	ratingActions = ` || (` + applicant + ` && rating.application.applicant = @request.auth.id)` +
		` || (` + officer + ` && rating != "" && (rating.application.locked = false || ` + archivist + `) && ` + overseer + ` && rating.` + notRated + `)`
)

// What may be praised or blamed by name: the indicators of R-EV-06, in good words and in bad ones.
var ratingTags = []string{
	"fast", "easy", "guide_clear", "platform_good", "skilled", "friendly",
	"slow", "cumbersome", "guide_wrong", "platform_bad", "unskilled", "unfriendly",
}

// createRatings makes the ratings of finished cases (R-EV-01…06) and lets acts be about them.
func createRatings(app core.App) error {
	b := &builder{app: app}
	b.make(core.NewBaseCollection("ratings"), []string{"!application", "handler, state", "state, contact_due", "department, rated_on", "service, rated_on", "rated_on"},
		number("grade", 5, "评价等级，5非常满意至1非常不满意。Grade, 5 very satisfied to 1 very dissatisfied", must, pick),
		b.ref("application", "applications", "办件，每件只评一次。Case, rated once", must),
		some("tags", "评价要点。Tags", ratingTags),
		text("comment", 1000, "评价内容。Comment"),
		yes("anonymous", "匿名，不向回访人显示身份，不回访。Anonymous, the contact person does not learn who and nobody calls back"),
		one("state", "整改状态（系统）。State of the rectification, set by the system", []string{"none", "open", "rectifying", "rectified", "disputed"}, must),
		b.ref("handler", "officers", "回访整改责任人（系统）。Contact person, set by the system"),
		day("contact_due", "回访期限（系统）。Call back by, set by the system"),
		at("contacted_at", "首次回访时间（系统）。First call-back, set by the system"),
		day("rectify_due", "整改期限（系统）。Rectify by, set by the system"),
		at("rectified_at", "整改完成时间（系统）。Rectified, set by the system"),
		text("answer", 2000, "对评价人的答复（系统）。Answer to the rater, set by the system"),
		one("dispute", "申诉理由（系统）。Ground of the dispute, set by the system", []string{"wrong", "malicious", "no_basis"}),
		yes("withdrawn", "申诉成立，不计入评价率（系统）。Withdrawn from the rates, set by the system"),
		one("channel", "评价渠道（系统）。Channel, set by the system", []string{"online", "track", "counter"}, must),
		b.ref("service", "services", "事项（系统）。Service, set by the system", must),
		b.ref("department", "departments", "办理部门（系统）。Department, set by the system", must),
		day("rated_on", "评价日期（系统）。Rated on, set by the system", must),
		&core.RelationField{Name: "rated", CollectionId: b.id("officers"), MaxSelect: 999, Hidden: true,
			Help: "被评价人，不得知晓评价人（系统）。Rated officers, who never learn who rated, set by the system"})
	b.allow("ratings", rules{readRating, readRating, applicant, none, none})
	rating := b.ref("rating", "ratings", "评价。Rating")
	if b.err != nil {
		return b.err
	}
	return inTurn(app, extend("actions", rating), index("actions", "rating, created"), widen("actions", ratingActions))
}

func dropRatings(app core.App) error {
	c, err := app.FindCollectionByNameOrId("actions")
	if err != nil {
		return err
	}
	c.RemoveIndex("idx_actions_rating_created")
	if err := app.Save(c); err != nil {
		return err
	}
	return inTurn(app, narrow("actions", ratingActions), shorten("actions", "rating"), drop("ratings"))
}

// inTurn takes steps one after the other.
func inTurn(app core.App, steps ...func(core.App) error) error {
	for _, step := range steps {
		if err := step(app); err != nil {
			return err
		}
	}
	return nil
}
