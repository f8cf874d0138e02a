package dev.gantry.spi.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What goes along with a run beside its {@code traceparent}: kept with it, and handed on to its
 * attempts and to what they call. Immutable.
 *
 * @param tracestate as in the header of W3C Trace Context; empty for nothing
 * @param baggage as in the header of W3C Baggage; empty for nothing
 * @param links {@code traceparent}s of what led to this run beside its caller: of the run that it
 *     repeats, of submits that it was merged with
 */
public record Carried(String tracestate, String baggage, List<String> links) {

    /** Nothing. */
    public static final Carried NONE = new Carried("", "", List.of());

    /** Most characters of a {@code tracestate}. */
    public static final int STATE_LIMIT = 512;

    /** Most links. */
    public static final int LINK_LIMIT = 32;

    /** Most bytes of {@code baggage}. */
    public static final int BAGGAGE_LIMIT = 8192;

    private static final int STATE_MEMBERS = 32;
    private static final int BAGGAGE_MEMBERS = 64;
    private static final Pattern STATE =
            Pattern.compile(
                    "[a-z0-9][a-z0-9_*/@-]{0,255}=[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{0,255}"
                            + "[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]");
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String VALUE = "[\\x21\\x23-\\x2b\\x2d-\\x3a\\x3c-\\x5b\\x5d-\\x7e]*";
    private static final Pattern ENTRY =
            Pattern.compile(
                    TOKEN
                            + "[ \\t]*=[ \\t]*"
                            + VALUE
                            + "([ \\t]*;[ \\t]*"
                            + TOKEN
                            + "([ \\t]*=[ \\t]*"
                            + VALUE
                            + ")?)*");

    /** No {@code null}; takes a copy. */
    public Carried {
        Objects.requireNonNull(tracestate, "tracestate");
        Objects.requireNonNull(baggage, "baggage");
        links = List.copyOf(links);
    }

    /**
     * What callers sent, as far as it is well-formed and within the limits: as W3C says, a bad
     * {@code tracestate} is dropped as a whole, and of the baggage what is malformed or too much.
     *
     * @param tracestate or {@code null}
     * @param baggage or {@code null}
     */
    public static Carried of(String tracestate, String baggage) {
        String state = state(tracestate);
        String bag = baggage(baggage);
        return state.isEmpty() && bag.isEmpty() ? NONE : new Carried(state, bag, List.of());
    }

    /** The same with other links; each once, and the first {@value #LINK_LIMIT} of them. */
    public Carried withLinks(List<String> traceparents) {
        return new Carried(
                tracestate, baggage, traceparents.stream().distinct().limit(LINK_LIMIT).toList());
    }

    private static String state(String given) {
        List<String> members = members(given);
        String state = String.join(",", members);
        boolean good =
                members.size() <= STATE_MEMBERS
                        && state.length() <= STATE_LIMIT
                        && members.stream().allMatch(each -> STATE.matcher(each).matches());
        return good ? state : "";
    }

    private static String baggage(String given) {
        StringBuilder kept = new StringBuilder();
        int count = 0;
        for (String member : members(given)) {
            if (count < BAGGAGE_MEMBERS
                    && kept.length() + member.length() + 1 <= BAGGAGE_LIMIT
                    && ENTRY.matcher(member).matches()) {
                kept.append(count++ == 0 ? "" : ",").append(member.replace('\t', ' '));
            }
        }
        return kept.toString();
    }

    private static List<String> members(String given) {
        List<String> members = new ArrayList<>();
        for (String member : given == null ? new String[0] : given.split(",")) {
            if (!member.isBlank()) {
                members.add(member.strip());
            }
        }
        return members;
    }
}
