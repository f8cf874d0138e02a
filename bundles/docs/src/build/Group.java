import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of the contents.
 *
 * @param files with what each is called there
 */
record Group(String title, Map<String, String> files) {

    /** Those of the contents: a heading each, with links that begin the items of a list. */
    static List<Group> of(Page contents) {
        List<Group> groups = new ArrayList<>();
        contents.root()
                .accept(
                        new AbstractVisitor() {
                            @Override
                            public void visit(Heading heading) {
                                if (heading.getLevel() == 2) {
                                    groups.add(
                                            new Group(Page.plain(heading), new LinkedHashMap<>()));
                                }
                            }

                            @Override
                            public void visit(Link link) {
                                boolean first =
                                        link.getPrevious() == null
                                                && link.getParent().getParent() instanceof ListItem;
                                if (first && !groups.isEmpty()) {
                                    groups.getLast()
                                            .files()
                                            .put(link.getDestination(), Page.plain(link));
                                }
                            }
                        });
        return groups;
    }
}
