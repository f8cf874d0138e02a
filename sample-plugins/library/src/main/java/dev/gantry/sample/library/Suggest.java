package dev.gantry.sample.library;

import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Length;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import org.apache.commons.text.similarity.LevenshteinDistance;

import java.util.Comparator;
import java.util.List;

/** Did you mean …? */
@TaskType(id = "words.suggest", title = "Suggest what was meant")
public final class Suggest implements Task<Suggest.Params, Suggest.Suggestion> {

    /** Of what. */
    public record Params(
            @Doc("What was written") String word,
            @Doc("What is known") @Length(min = 1) List<String> known) {}

    /** The nearest known word, and how many letters differ. */
    public record Suggestion(String word, int letters) {}

    @Override
    public Suggestion run(Params params, TaskContext context) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return params.known().stream()
                .map(known -> new Suggestion(known, distance.apply(params.word(), known)))
                .min(Comparator.comparingInt(Suggestion::letters))
                .orElseThrow();
    }
}
