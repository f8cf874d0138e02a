package dev.gantry.launcher.cli;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** What a verdict is made of, for people. */
final class Votes {
    private Votes() {}

    /** Fields, and under them the votes; none where the detector alone decided. */
    static List<String> under(List<String> fields, JsonNode votes) {
        if (votes.size() < 2) {
            return fields;
        }
        Table table = new Table("VOTE", "VOTER", "SEEN", "EXPECTED", "WHY");
        for (JsonNode vote : votes) {
            table.row(
                    Nodes.text(vote, "status"),
                    (Nodes.text(vote, "voter") + " " + Nodes.text(vote, "by")).strip(),
                    Nodes.text(vote, "seen"),
                    within(vote.path("expected")),
                    String.join("; ", Nodes.texts(vote.path("reasons"))));
        }
        List<String> lines = new ArrayList<>(fields);
        lines.add("");
        lines.addAll(table.lines());
        return lines;
    }

    private static String within(JsonNode expected) {
        String low = Nodes.text(expected, "low");
        String high = Nodes.text(expected, "high");
        if (low.isEmpty()) {
            return high.isEmpty() ? "" : "up to " + high;
        }
        return high.isEmpty() ? "from " + low : low.equals(high) ? low : low + " to " + high;
    }
}
