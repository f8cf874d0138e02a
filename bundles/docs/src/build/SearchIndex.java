import org.commonmark.node.Heading;
import org.commonmark.node.Node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is looked through by who searches: the words of all sections. */
final class SearchIndex {
    private final List<String> sections = new ArrayList<>();

    /** As JSON: address, title of the page, heading and words of each section. */
    static String of(Collection<Page> pages) {
        SearchIndex index = new SearchIndex();
        pages.forEach(index::add);
        return "[" + String.join(",\n", index.sections) + "]\n";
    }

    private void add(Page page) {
        String anchor = "";
        String heading = page.title();
        StringBuilder text = new StringBuilder();
        for (Node each = page.root().getFirstChild(); each != null; each = each.getNext()) {
            if (each instanceof Heading next) {
                add(page, anchor, heading, text);
                anchor = next.getLevel() == 1 ? "" : "#" + page.ids().get(next);
                heading = Page.plain(next);
            } else {
                text.append(Page.plain(each)).append(' ');
            }
        }
        add(page, anchor, heading, text);
    }

    private void add(Page page, String anchor, String heading, StringBuilder text) {
        String words = text.toString().replaceAll("\\s+", " ").strip();
        text.setLength(0);
        if (!words.isEmpty()) {
            sections.add(
                    Stream.of(page.address() + anchor, page.title(), heading, words)
                            .map(SearchIndex::quoted)
                            .collect(Collectors.joining(",", "[", "]")));
        }
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.codePoints()
                .forEach(
                        each -> {
                            if (each == '"' || each == '\\') {
                                json.append('\\').appendCodePoint(each);
                            } else if (each < ' ') {
                                json.append(String.format("\\u%04x", each));
                            } else {
                                json.appendCodePoint(each);
                            }
                        });
        return json.append('"').toString();
    }
}
