package dev.gantry.testkit;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.config.Settings;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.schema.Secret;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Secrets are seen where they do not belong. */
@GantryTest
class SecretsTest {
    record Login(String user, @Secret String password, @Secret Optional<Pair> pair) {}

    record Pair(String one, String two) {}

    record Out(String text) {}

    @Settings
    record Keys(@Secret Map<String, String> keys) {}

    private static final Login LOGIN =
            new Login("ada", "open sesame", Optional.of(new Pair("first key", "second key")));

    private static Task<Login, Out> saying(BiConsumer<Login, TaskContext> say) {
        return (login, context) -> {
            say.accept(login, context);
            return new Out("done");
        };
    }

    @Test
    void whatIsKeptIsFine(TaskRunner tasks) {
        var run =
                tasks.run(
                        saying((login, context) -> context.log().info("in {}", login.user())),
                        LOGIN);
        assertThat(run).keptSecrets().keptSecrets("password", "pair");
        assertEquals(List.of("password", "pair"), run.secrets().handedOut());
    }

    @Test
    void findsThemWhereverTheyAreSaid(TaskRunner tasks) {
        List<Task<Login, Out>> careless =
                List.of(
                        saying((login, context) -> context.log().debug("{}", login)),
                        saying((login, context) -> context.progress(1, login.password())),
                        saying(
                                (login, context) ->
                                        context.span("x").attribute("a", login.pair().toString())),
                        saying(
                                (login, context) -> {
                                    throw new IllegalStateException("no " + login.password());
                                }),
                        (login, context) -> new Out("got " + login.password()));
        for (Task<Login, Out> task : careless) {
            var run = tasks.run(task, LOGIN);
            var error = assertThrows(AssertionError.class, () -> assertThat(run).keptSecrets());
            assertTrue(error.getMessage().startsWith("a secret is shown: "), error::getMessage);
        }
    }

    @Test
    void thoseOfSettingsCountOnceTheyWereAskedFor(TaskRunner tasks) {
        tasks.with(new Keys(Map.of("crm", "abracadabra")));
        Task<Out, Out> task =
                (params, context) -> {
                    if (params.text().equals("ask")) {
                        context.log().info("{}", context.settings(Keys.class).keys().size());
                    }
                    return params;
                };
        var without = tasks.run(task, new Out(""));
        assertThrows(AssertionError.class, () -> assertThat(without).keptSecrets());
        assertThat(tasks.run(task, new Out("ask"))).keptSecrets("keys");
    }

    @Test
    void ofDetectorsToo(DetectorRunner detectors) {
        Detector<Login> careless =
                (login, context) -> Verdict.of(Status.WARN).because("with " + login.password());
        var look = detectors.inspect(careless, LOGIN);
        assertThrows(AssertionError.class, () -> assertThat(look).warn().keptSecrets());
        Detector<Login> careful = (login, context) -> Verdict.of(Status.OK);
        assertThat(detectors.inspect(careful, LOGIN)).ok().keptSecrets("password");
    }
}
