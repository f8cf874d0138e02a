package dev.gantry.launcher.cli;

import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Looks at something again and again until it is as it should be. */
final class Watch {
    @Option(
            names = "--every",
            paramLabel = "DURATION",
            defaultValue = "1s",
            converter = Times.Converter.class,
            description = "How often to look while waiting; 1s.")
    private Duration pause;

    /**
     * Looks until {@code over}.
     *
     * @param first what is known already
     * @param changed told of the first and of each that differs from the one before, while it goes
     *     on
     * @return the last
     */
    JsonNode until(
            Api api,
            String path,
            JsonNode first,
            Predicate<JsonNode> over,
            Consumer<JsonNode> changed) {
        JsonNode seen = null;
        JsonNode now = first;
        while (!over.test(now)) {
            if (!now.equals(seen)) {
                changed.accept(now);
            }
            seen = now;
            rest();
            now = api.get(path);
        }
        return now;
    }

    private void rest() {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ExitCode.FAILED, "interrupted");
        }
    }
}
