import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Block;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A page, read from Markdown.
 *
 * @param file its name in the docs
 * @param root what is in it
 * @param ids the anchors of its headings
 */
record Page(String file, Node root, Map<Heading, String> ids) {
    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();

    static Page read(Path docs, String file) throws IOException {
        Node root = PARSER.parse(Files.readString(docs.resolve(file)));
        Map<Heading, String> ids = new LinkedHashMap<>();
        Map<String, Integer> taken = new HashMap<>();
        root.accept(
                new AbstractVisitor() {
                    @Override
                    public void visit(Heading heading) {
                        String id = anchor(plain(heading));
                        int before = taken.merge(id, 1, Integer::sum) - 1;
                        ids.put(heading, before == 0 ? id : id + "-" + before);
                    }

                    @Override
                    public void visit(HtmlBlock block) {
                        if (!block.getLiteral().startsWith("<!--")) {
                            throw new IllegalStateException(
                                    file
                                            + " has HTML in it; write it in Markdown: "
                                            + block.getLiteral());
                        }
                        block.unlink();
                    }
                });
        return new Page(file, root, ids);
    }

    String title() {
        return ids.keySet().stream()
                .filter(each -> each.getLevel() == 1)
                .map(Page::plain)
                .findFirst()
                .orElse(file);
    }

    /** Below what is in it, a list. */
    void append(String list) {
        for (Node each = PARSER.parse(list).getFirstChild(); each != null; ) {
            Node next = each.getNext();
            root.appendChild(each);
            each = next;
        }
    }

    /** Below {@code /docs/}; that of the contents is empty. */
    String address() {
        return address(file);
    }

    /** As on GitHub, so that links hold there as well. */
    static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}\\- _]", "")
                .replace(' ', '-');
    }

    static String address(String file) {
        String path = file.substring(0, file.length() - ".md".length());
        return path.equals("contents")
                ? ""
                : path.endsWith("/README") ? path.substring(0, path.lastIndexOf('/')) : path;
    }

    /** The words in it, without marks. */
    static String plain(Node node) {
        StringBuilder text = new StringBuilder();
        node.accept(
                new AbstractVisitor() {
                    @Override
                    public void visit(Text each) {
                        text.append(each.getLiteral());
                    }

                    @Override
                    public void visit(Code each) {
                        text.append(each.getLiteral());
                    }

                    @Override
                    public void visit(FencedCodeBlock each) {
                        text.append(each.getLiteral());
                    }

                    @Override
                    public void visit(IndentedCodeBlock each) {
                        text.append(each.getLiteral());
                    }

                    @Override
                    public void visit(SoftLineBreak each) {
                        text.append(' ');
                    }

                    @Override
                    public void visit(HardLineBreak each) {
                        text.append(' ');
                    }

                    @Override
                    protected void visitChildren(Node parent) {
                        super.visitChildren(parent);
                        if (parent instanceof Block && !(parent instanceof Heading)
                                || parent instanceof TableCell) {
                            text.append(' ');
                        }
                    }
                });
        return text.toString().strip();
    }
}
