package migrations

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// describe writes down everything about the schema and the settings that the code
// believes in, one line a fact.
func describe(t testing.TB, app core.App) string {
	t.Helper()
	var b strings.Builder
	s := app.Settings()
	fmt.Fprintf(&b, "settings\n  name %s\n  logs %d days, level %d, addresses %t\n  batch %t, %d requests, %d s\n  rate limits %t\n",
		s.Meta.AppName, s.Logs.MaxDays, s.Logs.MinLevel, s.Logs.LogIP, s.Batch.Enabled, s.Batch.MaxRequests, s.Batch.Timeout, s.RateLimits.Enabled)
	for _, r := range s.RateLimits.Rules {
		fmt.Fprintf(&b, "    %s %d in %d s\n", r.Label, r.MaxRequests, r.Duration)
	}
	names := map[string]string{}
	for _, c := range collections(t, app) {
		names[c.Id] = c.Name
	}
	for _, c := range collections(t, app) {
		describeCollection(&b, c, names)
	}
	return b.String()
}

func describeCollection(b *strings.Builder, c *core.Collection, names map[string]string) {
	fmt.Fprintf(b, "\n%s (%s)\n", c.Name, c.Type)
	if c.IsAuth() {
		fmt.Fprintf(b, "  log in if %s, by %v, password %t, session %d s, alert %t, oauth2 %t, otp %t, mfa %t\n", ruleText(c.AuthRule),
			c.PasswordAuth.IdentityFields, c.PasswordAuth.Enabled, c.AuthToken.Duration, c.AuthAlert.Enabled, c.OAuth2.Enabled, c.OTP.Enabled, c.MFA.Enabled)
		fmt.Fprintf(b, "  manage %s\n", ruleText(c.ManageRule))
	}
	for _, r := range rulesOf(c) {
		fmt.Fprintf(b, "  %s %s\n", r.op, ruleText(r.rule))
	}
	for _, f := range c.Fields {
		fmt.Fprintf(b, "    %s\n", fieldText(f, names))
	}
	for _, x := range c.Indexes {
		fmt.Fprintf(b, "    %s\n", x)
	}
}

type namedRule struct {
	op   string
	rule *string
}

func rulesOf(c *core.Collection) []namedRule {
	return []namedRule{{"list", c.ListRule}, {"view", c.ViewRule}, {"create", c.CreateRule}, {"update", c.UpdateRule}, {"delete", c.DeleteRule}}
}

func ruleText(rule *string) string {
	switch {
	case rule == nil:
		return "nobody"
	case *rule == "":
		return "everybody"
	}
	return *rule
}

// fieldText is a field in one line: name, type, limits and marks.
func fieldText(f core.Field, names map[string]string) string {
	words := []string{f.GetName(), f.Type()}
	add := func(format string, args ...any) { words = append(words, fmt.Sprintf(format, args...)) }
	marks := func(required, hidden, presentable bool) {
		for _, m := range []struct {
			on   bool
			word string
		}{{required, "must"}, {hidden, "hidden"}, {presentable, "pick"}} {
			if m.on {
				words = append(words, m.word)
			}
		}
	}
	switch x := f.(type) {
	case *core.TextField:
		add("%s", strings.TrimSpace(fmt.Sprintf("%d..%d %s", x.Min, x.Max, x.Pattern)))
		marks(x.Required, x.Hidden, x.Presentable)
	case *core.NumberField:
		add("%v..%v whole %t", value(x.Min), value(x.Max), x.OnlyInt)
		marks(x.Required, x.Hidden, x.Presentable)
	case *core.SelectField:
		add("%d of %s", x.MaxSelect, strings.Join(x.Values, "|"))
		marks(x.Required, x.Hidden, x.Presentable)
	case *core.RelationField:
		add("%d..%d %s cascade %t", x.MinSelect, x.MaxSelect, names[x.CollectionId], x.CascadeDelete)
		marks(x.Required, x.Hidden, x.Presentable)
	case *core.FileField:
		add("%d of %d bytes, protected %t, thumbs %v, %s", x.MaxSelect, x.MaxSize, x.Protected, x.Thumbs, strings.Join(x.MimeTypes, " "))
		marks(x.Required, x.Hidden, x.Presentable)
	case *core.JSONField:
		add("%d bytes", x.MaxSize)
		marks(x.Required, x.Hidden, x.Presentable)
	case *core.AutodateField:
		add("create %t update %t", x.OnCreate, x.OnUpdate)
		marks(false, x.Hidden, x.Presentable)
	case *core.PasswordField:
		add("%d..%d", x.Min, x.Max)
		marks(x.Required, x.Hidden, x.Presentable)
	case *core.EmailField:
		marks(x.Required, x.Hidden, x.Presentable)
	case *core.BoolField:
		marks(x.Required, x.Hidden, x.Presentable)
	case *core.DateField:
		marks(x.Required, x.Hidden, x.Presentable)
	default:
		add("of a type that no test knows: %T", f)
	}
	return strings.Join(words, " ")
}

func value(limit *float64) string {
	if limit == nil {
		return "any"
	}
	return fmt.Sprintf("%.0f", *limit)
}
