import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.renderer.html.HtmlRenderer;

import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a page looks.
 *
 * @param template of all
 * @param base where styles, scripts and pictures are
 * @param groups of the navigation
 * @param pages in their order
 */
record Layout(String template, String base, List<Group> groups, List<Page> pages) {

    String html(Page page) {
        link(page);
        Map<Node, String> ids = new IdentityHashMap<>(page.ids());
        String toc = toc(page);
        page.ids()
                .forEach(
                        (heading, id) -> {
                            if (heading.getLevel() > 1) {
                                Link self = new Link("#" + id, null);
                                self.appendChild(new Text("#"));
                                heading.appendChild(self);
                            }
                        });
        HtmlRenderer renderer =
                HtmlRenderer.builder()
                        .extensions(List.of(TablesExtension.create()))
                        .escapeHtml(true)
                        .attributeProviderFactory(
                                _ ->
                                        (node, tag, attributes) -> {
                                            if (ids.containsKey(node)) {
                                                attributes.put("id", ids.get(node));
                                            }
                                            if (node instanceof Link link
                                                    && link.getParent() instanceof Heading heading
                                                    && link.getNext() == null
                                                    && link.getDestination()
                                                            .equals("#" + ids.get(heading))) {
                                                attributes.put("class", "anchor");
                                                attributes.put(
                                                        "aria-label",
                                                        "Link to “"
                                                                + Page.plain(heading)
                                                                        .replaceFirst("#$", "")
                                                                + "”");
                                            }
                                            if (tag.equals("pre")) {
                                                attributes.put("tabindex", "0");
                                            }
                                            if (node instanceof Image) {
                                                attributes.put("loading", "lazy");
                                            }
                                        })
                        .build();
        String body =
                renderer.render(page.root())
                        .replace("<table>", "<div class=\"table\" tabindex=\"0\"><table>")
                        .replace("</table>", "</table></div>")
                        .replace("<th></th>", "<td></td>");
        Map<String, String> parts =
                Map.of(
                        "title", escaped(page.title()),
                        "base", base,
                        "nav", nav(page.address()),
                        "body", body,
                        "toc", toc,
                        "around", around(page),
                        "file", escaped(page.file()));
        return Pattern.compile("\\{\\{(\\w+)}}")
                .matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(parts.get(found.group(1))));
    }

    /** Makes links to files links to pages; what leads out of the docs is no link here. */
    private void link(Page page) {
        Path folder = Path.of(page.file()).resolveSibling("");
        page.root()
                .accept(
                        new AbstractVisitor() {
                            @Override
                            public void visit(Link link) {
                                visitChildren(link);
                                String to = link.getDestination();
                                if (to.startsWith("#") || to.matches("[a-z]+:.*")) {
                                    return;
                                }
                                String[] parts = to.split("#", 2);
                                String file =
                                        folder.resolve(parts[0])
                                                .normalize()
                                                .toString()
                                                .replace('\\', '/');
                                if (file.startsWith("..")) {
                                    while (link.getFirstChild() != null) {
                                        link.insertBefore(link.getFirstChild());
                                    }
                                    link.unlink();
                                    return;
                                }
                                if (file.endsWith(".md")) {
                                    String address = Page.address(file);
                                    link.setDestination(
                                            path(address)
                                                    + (parts.length > 1 ? "#" + parts[1] : ""));
                                }
                            }

                            @Override
                            public void visit(Image image) {
                                String file =
                                        folder.resolve(image.getDestination())
                                                .normalize()
                                                .toString()
                                                .replace('\\', '/');
                                image.setDestination(base + file);
                            }
                        });
    }

    private String nav(String address) {
        StringBuilder nav = new StringBuilder();
        for (Group group : groups) {
            nav.append("<h2>").append(escaped(group.title())).append("</h2>\n<ul>\n");
            group.files()
                    .forEach(
                            (file, title) -> {
                                String to = Page.address(file);
                                boolean here =
                                        to.equals(address)
                                                || to.equals("adr") && address.startsWith("adr/");
                                nav.append("<li><a href=\"/docs/")
                                        .append(to)
                                        .append(here ? "\" aria-current=\"page" : "")
                                        .append("\">")
                                        .append(escaped(title))
                                        .append("</a></li>\n");
                            });
            nav.append("</ul>\n");
        }
        return nav.toString();
    }

    private static String toc(Page page) {
        List<Map.Entry<Heading, String>> shown =
                page.ids().entrySet().stream()
                        .filter(each -> each.getKey().getLevel() == 2)
                        .toList();
        if (shown.size() < 2) {
            return "";
        }
        StringBuilder toc =
                new StringBuilder(
                        "<nav class=\"toc\" aria-label=\"On this page\"><h2>On this page</h2><ul>");
        shown.forEach(
                each ->
                        toc.append("<li><a href=\"#")
                                .append(each.getValue())
                                .append("\">")
                                .append(escaped(Page.plain(each.getKey())))
                                .append("</a></li>"));
        return toc.append("</ul></nav>").toString();
    }

    private String around(Page page) {
        int at = pages.indexOf(page);
        String before = at == 0 ? "" : neighbour("prev", "Before", pages.get(at - 1));
        String next = at == pages.size() - 1 ? "" : neighbour("next", "Next", pages.get(at + 1));
        return before + next;
    }

    private static String neighbour(String rel, String word, Page page) {
        return "<a rel=\"%s\" href=\"%s\"><span>%s</span> %s</a>"
                .formatted(rel, path(page.address()), word, escaped(page.title()));
    }

    private static String path(String address) {
        return address.isEmpty() ? "/docs" : "/docs/" + address;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
