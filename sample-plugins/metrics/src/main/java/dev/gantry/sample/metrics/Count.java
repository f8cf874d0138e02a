package dev.gantry.sample.metrics;

import dev.gantry.api.context.Span;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.util.List;
import java.util.TreeSet;

/** Counts the words of a text. */
@TaskType(id = "words.count", title = "Count words")
public final class Count implements Task<Count.Params, Count.Report> {

    /** Of what. */
    public record Params(@Doc("Any text") String text) {}

    /** How many there are, and how many different ones. */
    public record Report(int words, int different) {}

    @Override
    public Report run(Params params, TaskContext context) throws Exception {
        List<String> words;
        try (Span span = context.span("split")) {
            words = List.of(params.text().strip().split("\\s+"));
            span.attribute("words", words.size());
        }
        int different =
                context.metrics()
                        .timer("sort_seconds", "How long it took to sort the words of a text")
                        .time(() -> different(words, context));
        for (String word : words) {
            // few values: a label with the word itself would be a series for each
            String kind = word.length() > 6 ? "long" : "short";
            context.metrics()
                    .counter("words_total", "Words that were counted", "kind", kind)
                    .increment();
        }
        return new Report(words.size(), different);
    }

    private static int different(List<String> words, TaskContext context) {
        try (Span span = context.span("sort")) {
            int different = new TreeSet<>(words).size();
            span.attribute("different", different);
            return different;
        }
    }
}
