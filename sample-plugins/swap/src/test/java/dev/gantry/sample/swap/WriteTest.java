package dev.gantry.sample.swap;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.TaskRunner;

import org.junit.jupiter.api.Test;

import java.util.Map;

@GantryTest
class WriteTest {
    @Test
    void callersOfTheFirstVersionNeedNotChange(TaskRunner tasks) {
        var params = Map.of("name", "Ada", "takes", "PT1H");
        assertThat(tasks.run(new dev.gantry.sample.swap.v1.Write(), params))
                .output("signed", letter -> letter.text().equals("Dear Ada, yours, 1.0.0"));
        assertThat(tasks.run(new dev.gantry.sample.swap.v2.Write(), params))
                .output("signed", letter -> letter.text().equals("Dear Ada, yours, 1.1.0"));
    }
}
