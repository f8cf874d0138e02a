package dev.gantry.launcher.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Plain aligned columns. */
final class Table {
    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();

    /** A table under a heading. */
    Table(String... heading) {
        rows.add(heading);
    }

    /** Adds a line; what is empty is shown as a dash. */
    Table row(String... cells) {
        String[] line = Arrays.copyOf(cells, rows.getFirst().length);
        for (int i = 0; i < line.length; i++) {
            line[i] = line[i] == null || line[i].isBlank() ? "-" : oneLine(line[i]);
        }
        rows.add(line);
        return this;
    }

    /** The lines, without blanks at their ends. */
    List<String> lines() {
        int[] widths = new int[rows.getFirst().length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], width(row[i]));
            }
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(i == 0 ? "" : GAP).append(row[i]);
                line.repeat(' ', widths[i] - width(row[i]));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
