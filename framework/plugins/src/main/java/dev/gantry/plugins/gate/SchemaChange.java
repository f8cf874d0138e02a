package dev.gantry.plugins.gate;

import dev.gantry.spi.plugin.Compatibility;

import java.util.List;

/**
 * One thing in which two schemas differ.
 *
 * @param noun what the field is: {@code parameter}, {@code result field}
 * @param path names that lead to the field; {@link #ELEMENT} for any element of a list, {@link
 *     #VALUE} for any value of a map
 * @param how what happened to it, as {@code removed}
 * @param unset whether it only matters to those who leave the field out
 */
public record SchemaChange(
        Compatibility weight, String noun, List<String> path, String how, boolean unset) {

    /** Stands for any element of a list. */
    public static final String ELEMENT = "[]";

    /** Stands for any value of a map. */
    public static final String VALUE = "*";

    /** Takes a copy. */
    public SchemaChange {
        path = List.copyOf(path);
    }

    /** The field, as {@code result field `deleted`}. */
    public String field() {
        return noun + " `" + String.join(".", path).replace("." + ELEMENT, ELEMENT) + "`";
    }

    /** The whole sentence. */
    public String sentence() {
        return field() + " " + how;
    }

    /** Whether a place in JSON is this field or lies within it. */
    boolean covers(String pointer) {
        List<String> steps =
                List.of(pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1));
        if (steps.size() < path.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            String wanted = path.get(i);
            String step = steps.get(i).replace("~1", "/").replace("~0", "~");
            if (!wanted.equals(ELEMENT) && !wanted.equals(VALUE) && !wanted.equals(step)) {
                return false;
            }
        }
        return true;
    }
}
