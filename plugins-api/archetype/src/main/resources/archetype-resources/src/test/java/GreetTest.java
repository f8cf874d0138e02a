package ${package};

import static dev.gantry.testkit.GantryAssertions.assertThat;

import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.TaskRunner;

import org.junit.jupiter.api.Test;

import java.util.Map;

/** Runs the task as Gantry would, in virtual time. */
@GantryTest
class GreetTest {

    @Test
    void greets(TaskRunner tasks) {
        var run = tasks.run(new Greet(), new Greet.Params("Ada"));
        assertThat(run).succeeded().output(new Greet.Greeting("Hello, Ada"));
    }

    @Test
    void greetsTheWorldByDefault(TaskRunner tasks) {
        var run = tasks.run(new Greet(), Map.of());
        assertThat(run).succeeded().output(new Greet.Greeting("Hello, world"));
    }
}
