package dev.gantry.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All texts in which others may see what a piece of work said, by the place where they are. */
final class Said {
    private Said() {}

    static Map<String, List<String>> by(
            List<LogLine> log,
            List<Progress> progress,
            Object output,
            Throwable failure,
            List<RecordedSpan> spans,
            RecordedMetrics metrics) {
        Map<String, List<String>> said = new LinkedHashMap<>();
        said.put("the log", log.stream().map(LogLine::text).toList());
        said.put("the progress", progress.stream().map(Progress::message).toList());
        said.put("the output", output == null ? List.of() : List.of(output.toString()));
        said.put("the failure", messages(failure));
        said.put("the trace", spans.stream().map(RecordedSpan::toString).toList());
        said.put("the metrics", List.of(metrics.toString()));
        return said;
    }

    private static List<String> messages(Throwable failure) {
        List<String> messages = new ArrayList<>();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            messages.add(each.toString());
        }
        return messages;
    }
}
