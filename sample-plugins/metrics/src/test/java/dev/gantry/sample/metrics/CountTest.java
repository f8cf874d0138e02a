package dev.gantry.sample.metrics;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.TaskRunner;

import org.junit.jupiter.api.Test;

import java.util.Map;

@GantryTest
class CountTest {
    @Test
    void countsAndTellsOfIt(TaskRunner tasks) {
        var run = tasks.run(new Count(), Map.of("text", "to be or not to be undecided"));
        assertThat(run)
                .succeeded()
                .output(new Count.Report(7, 5))
                .metric("words_total", 6, "kind", "short")
                .metric("words_total", 1, "kind", "long")
                .timed("sort_seconds", 1)
                .traced("split", "words", 7L)
                .traced("sort", "different", 5L);
    }

    @Test
    void metricsGoOnFromRunToRun(TaskRunner tasks) {
        tasks.run(new Count(), Map.of("text", "one two"));
        assertThat(tasks.run(new Count(), Map.of("text", "three")))
                .metric("words_total", 3, "kind", "short");
    }
}
