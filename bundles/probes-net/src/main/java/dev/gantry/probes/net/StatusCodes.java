package dev.gantry.probes.net;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Status codes of HTTP that are fine, as {@code 200,204,3xx,400-404}. */
final class StatusCodes {
    private static final Pattern PART =
            Pattern.compile("([1-5])xx|([1-5]\\d\\d)(?:\\s*-\\s*([1-5]\\d\\d))?");

    private final String text;
    private final List<Range> ranges;

    private record Range(int from, int to) {}

    private StatusCodes(String text, List<Range> ranges) {
        this.text = text;
        this.ranges = ranges;
    }

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if they are none
     */
    static StatusCodes parse(String property, String text) {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",")) {
            Matcher form = PART.matcher(part.strip());
            if (!form.matches()) {
                throw new IllegalArgumentException(
                        "`%s`: %s is no status code, range or class, as in 200,204,3xx,400-404"
                                .formatted(property, part.strip()));
            }
            if (form.group(1) != null) {
                int first = Integer.parseInt(form.group(1)) * 100;
                ranges.add(new Range(first, first + 99));
            } else {
                int from = Integer.parseInt(form.group(2));
                int to = form.group(3) == null ? from : Integer.parseInt(form.group(3));
                ranges.add(new Range(from, to));
            }
        }
        return new StatusCodes(text.replace("-", "–"), List.copyOf(ranges));
    }

    boolean contain(int status) {
        return ranges.stream().anyMatch(range -> status >= range.from && status <= range.to);
    }

    @Override
    public String toString() {
        return text;
    }
}
