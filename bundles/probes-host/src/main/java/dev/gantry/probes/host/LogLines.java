package dev.gantry.probes.host;

import dev.gantry.api.context.WorkContext;
import dev.gantry.probes.Masks;
import dev.gantry.probes.PatientText;
import dev.gantry.probes.Words;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Counts lines that match. Not thread-safe. */
final class LogLines implements Consumer<String> {
    private static final int SHOWN = 300;

    private final List<Pattern> patterns;
    private final List<Pattern> ignore;
    private final Masks masks;
    private final WorkContext context;
    private final long[] byPattern;
    private long read;
    private long matches;
    private String latest = "";

    /**
     * @throws java.util.regex.PatternSyntaxException if one is no expression
     */
    LogLines(List<String> patterns, List<String> ignore, List<String> hide, WorkContext context) {
        this.patterns = patterns.stream().map(Pattern::compile).toList();
        this.ignore = ignore.stream().map(Pattern::compile).toList();
        this.masks = Masks.NONE.and(hide);
        this.context = context;
        this.byPattern = new long[patterns.size()];
    }

    @Override
    public void accept(String line) {
        read++;
        CharSequence text = PatientText.of(line, context);
        boolean matched = false;
        for (int i = 0; i < byPattern.length; i++) {
            if (patterns.get(i).matcher(text).find()) {
                if (!matched && ignore.stream().anyMatch(each -> each.matcher(text).find())) {
                    return;
                }
                matched = true;
                byPattern[i]++;
            }
        }
        if (matched) {
            matches++;
            latest = line;
        }
    }

    long read() {
        return read;
    }

    long matches() {
        return matches;
    }

    long matches(int pattern) {
        return byPattern[pattern];
    }

    /** The latest match, on one line, without what looks like a secret. */
    String latest() {
        return Words.line(masks.hide(Words.cut(latest, SHOWN * 4)), SHOWN);
    }
}
