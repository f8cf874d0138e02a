package dev.gantry.sample.library;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.TaskRunner;

import org.junit.jupiter.api.Test;

import java.util.List;

@GantryTest
class SuggestTest {
    @Test
    void suggestsTheNearest(TaskRunner tasks) {
        var params = new Suggest.Params("gantri", List.of("galaxy", "gantry", "pantry"));
        assertThat(tasks.run(new Suggest(), params))
                .succeeded()
                .output(new Suggest.Suggestion("gantry", 1));
    }
}
