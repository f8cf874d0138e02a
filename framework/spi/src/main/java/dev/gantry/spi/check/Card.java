package dev.gantry.spi.check;

import java.util.Map;

/**
 * How a check is shown and found.
 *
 * @param title for people; empty for its id
 * @param target what it looks at, as the person wrote it; empty if only the configuration says so
 * @param labels to find it by
 * @param page the group that the public status page shows it in; empty if it is not shown there
 */
public record Card(String title, String target, Map<String, String> labels, String page) {

    /** Says nothing. */
    public static final Card BLANK = new Card("", "", Map.of(), "");

    /** Takes a copy. */
    public Card {
        labels = Map.copyOf(labels);
        if (title.length() > 200 || target.length() > 2000 || page.length() > 100) {
            throw new IllegalArgumentException(
                    "at most 200 characters of title, 2000 of target, 100 of page");
        }
    }

    /** Only labels. */
    public static Card labelled(Map<String, String> labels) {
        return new Card("", "", labels, "");
    }
}
