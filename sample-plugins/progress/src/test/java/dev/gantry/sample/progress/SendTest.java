package dev.gantry.sample.progress;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.TaskRunner;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

@GantryTest
class SendTest {
    private static final Send.Params TEN = new Send.Params(10, Duration.ofHours(1));

    @Test
    void tellsHowFarItIs(TaskRunner tasks) {
        // ten hours of virtual time
        assertThat(tasks.run(new Send(), TEN))
                .succeeded()
                .output(new Send.Report(10, 10))
                .progress(1.0);
    }

    @Test
    void stopsInTheMiddleOfALetter(TaskRunner tasks) {
        assertThat(tasks.cancelAfter("PT3H30M").run(new Send(), TEN))
                .cancelled()
                .progress(0.3)
                .heartbeat(new Send.Sent(3));
    }

    @Test
    void goesOnWhereItWasAfterACrash(TaskRunner tasks) {
        tasks.whenLogged("letter 5 is sent", tasks::crash);
        assertThat(tasks.run(new Send(), TEN)).lost().heartbeat(new Send.Sent(4));
        assertThat(tasks.run(new Send(), TEN))
                .succeeded()
                .output(new Send.Report(6, 10))
                .logged("going on after letter 4")
                .logged("letter 5 is sent");
    }

    @Test
    void doesNothingTwiceThatIsDone(TaskRunner tasks) {
        tasks.resumeFrom(new Send.Sent(10));
        assertThat(tasks.run(new Send(), Map.of()))
                .succeeded()
                .output(new Send.Report(0, 10))
                .notLogged("letter 10 is sent");
    }
}
