package dev.gantry.detection.assess;

import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVote;
import dev.gantry.spi.check.CheckVote.Voter;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Votes as they are stored; what a vote does not have is left out. */
public final class VoteJson {
    private VoteJson() {}

    /** Writes votes as the member {@code votes}. */
    public static void write(ObjectNode node, List<CheckVote> votes) {
        ArrayNode array = node.putArray("votes");
        for (CheckVote vote : votes) {
            ObjectNode one = array.addObject();
            one.put("voter", lower(vote.voter()));
            one.put("status", lower(vote.status()));
            ArrayNode reasons = one.putArray("reasons");
            vote.reasons().forEach(reasons::add);
            if (!vote.by().isEmpty()) {
                one.put("by", vote.by());
            }
            if (vote.measure() != null) {
                one.put("measure", vote.measure());
            }
            put(one, "seen", vote.seen());
            if (vote.expected() != null) {
                put(one, "low", vote.expected().low());
                put(one, "high", vote.expected().high());
            }
        }
    }

    /**
     * Reads the member {@code votes}; none if it is not there.
     *
     * @throws RuntimeException if it is there and none
     */
    public static List<CheckVote> read(JsonNode node) {
        List<CheckVote> votes = new ArrayList<>();
        for (JsonNode one : node.path("votes")) {
            List<String> reasons = new ArrayList<>();
            one.required("reasons").forEach(reason -> reasons.add(reason.asString()));
            Double low = number(one, "low");
            Double high = number(one, "high");
            votes.add(
                    new CheckVote(
                            Voter.valueOf(upper(one, "voter")),
                            one.path("by").asString(""),
                            CheckStatus.valueOf(upper(one, "status")),
                            reasons,
                            one.has("measure") ? one.get("measure").asString() : null,
                            number(one, "seen"),
                            low == null && high == null ? null : new CheckVote.Range(low, high)));
        }
        return votes;
    }

    private static void put(ObjectNode node, String name, Double number) {
        if (number != null) {
            node.put(name, number);
        }
    }

    private static Double number(JsonNode node, String name) {
        return node.has(name) ? (Double) node.get(name).asDouble() : null;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String upper(JsonNode node, String name) {
        return node.required(name).asString().toUpperCase(Locale.ROOT);
    }
}
