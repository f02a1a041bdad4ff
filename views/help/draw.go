package help

import (
	"fmt"
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/yuin/goldmark"
)

// markdown only parses. What it finds is drawn below with tags of ours and every
// text escaped, so no page of the manual can bring markup of its own.
var markdown = goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID()))

// drawing writes one page.
type drawing struct {
	strings.Builder
	source  []byte
	link    func(to string) string // the address a link leads to, "" for none
	page    Page
	heading string // the one we are under
	err     error
}

// plain are the elements that are drawn as they are.
var plain = map[ast.NodeKind]string{ast.KindParagraph: "p", ast.KindListItem: "li", ast.KindBlockquote: "blockquote", ast.KindCodeSpan: "code",
	east.KindTableRow: "tr"}

func draw(source string, link func(string) string) (Page, error) {
	d := &drawing{source: []byte(source), link: link}
	d.kids(markdown.Parser().Parse(text.NewReader(d.source)))
	d.page.html = d.String()
	if d.page.Title == "" && d.err == nil {
		d.err = fmt.Errorf("it has no title")
	}
	return d.page, d.err
}

func (d *drawing) kids(n ast.Node) {
	for k := n.FirstChild(); k != nil; k = k.NextSibling() {
		d.node(k)
	}
}

// in draws what n holds inside a tag; the attributes are name and value in turn.
func (d *drawing) in(tag string, n ast.Node, attributes ...string) {
	d.WriteString("<" + tag)
	for i := 0; i+1 < len(attributes); i += 2 {
		fmt.Fprintf(d, ` %s="%s"`, attributes[i], html.EscapeString(attributes[i+1]))
	}
	d.WriteString(">")
	d.kids(n)
	d.WriteString("</" + tag + ">")
}

func (d *drawing) node(n ast.Node) {
	if tag, ok := plain[n.Kind()]; ok {
		d.in(tag, n)
		return
	}
	switch n := n.(type) {
	case *ast.Heading:
		d.title(n)
	case *ast.Text:
		d.text(n)
	case *ast.String:
		d.WriteString(html.EscapeString(string(n.Value)))
	case *ast.TextBlock:
		d.kids(n)
	case *ast.List:
		d.in(map[bool]string{true: "ol", false: "ul"}[n.IsOrdered()], n)
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		d.code(n)
	case *ast.Emphasis:
		d.in(map[bool]string{true: "strong", false: "em"}[n.Level > 1], n)
	case *ast.Link:
		if to := d.link(string(n.Destination)); to != "" {
			d.in("a", n, "href", to)
		} else {
			d.kids(n)
		}
	case *east.Table:
		d.table(n)
	case *east.TableHeader:
		d.WriteString("<thead><tr>")
		d.kids(n)
		d.WriteString("</tr></thead><tbody>")
	case *east.TableCell:
		d.cell(n)
	default:
		d.err = fmt.Errorf("the manual has no %s", n.Kind())
	}
}

// title takes the first heading as the page's own; the others get an id that
// cannot meet one of the page around it.
func (d *drawing) title(n *ast.Heading) {
	d.heading = d.words(n)
	if n.Level == 1 {
		d.page.Title = d.heading
		return
	}
	id, _ := n.AttributeString("id")
	slug, _ := id.([]byte)
	if n.Level == 2 {
		d.page.Parts = append(d.page.Parts, Part{Title: d.heading, ID: anchor + string(slug)})
	}
	d.in(fmt.Sprintf("h%d", n.Level), n, "id", anchor+string(slug))
}

// anchor begins every id in the text.
const anchor = "help-"

func (d *drawing) text(n *ast.Text) {
	raw := n.Segment.Value(d.source)
	if n.Parent().Kind() != ast.KindCodeSpan {
		raw = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(raw)))
	}
	d.WriteString(html.EscapeString(string(raw)))
	switch {
	case n.HardLineBreak():
		d.WriteString("<br>")
	case n.SoftLineBreak():
		d.WriteString("\n")
	}
}

func (d *drawing) code(n ast.Node) {
	d.WriteString("<pre><code>")
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		d.WriteString(html.EscapeString(string(line.Value(d.source))))
	}
	d.WriteString("</code></pre>")
}

// table is a region of its own, so that one too wide for the screen scrolls by
// keyboard too.
func (d *drawing) table(n *east.Table) {
	name := html.EscapeString(d.heading)
	fmt.Fprintf(d, `<div class="table" role="region" tabindex="0" aria-label="%s"><table class="list"><caption class="vh">%s</caption>`, name, name)
	d.kids(n)
	d.WriteString("</tbody></table></div>")
}

func (d *drawing) cell(n *east.TableCell) {
	if n.Parent().Kind() == east.KindTableHeader {
		d.in("th", n, "scope", "col")
		return
	}
	d.in("td", n)
}

// words are the text of a node without its marks.
func (d *drawing) words(n ast.Node) string {
	var b strings.Builder
	for k := n.FirstChild(); k != nil; k = k.NextSibling() {
		if t, ok := k.(*ast.Text); ok {
			b.Write(util.UnescapePunctuations(t.Segment.Value(d.source)))
		} else {
			b.WriteString(d.words(k))
		}
	}
	return b.String()
}
