package dev.gantry.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The process of a browser. */
final class Chromium implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final String url;

    private Chromium(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Starts one with nothing kept from before. */
    static Chromium start(Path profile) throws Exception {
        Files.createDirectories(profile);
        ProcessBuilder chromium =
                new ProcessBuilder(
                                "chromium",
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-dev-shm-usage",
                                "--no-first-run",
                                "--lang=en-US",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-extensions",
                                "--hide-scrollbars",
                                "--force-prefers-reduced-motion",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectErrorStream(true)
                        .redirectOutput(profile.resolve("output.txt").toFile());
        chromium.environment().put("TMPDIR", profile.toString());
        Process process = chromium.start();
        Path port = profile.resolve("DevToolsActivePort");
        try {
            List<String> lines =
                    Waiting.until(
                            "chromium to listen",
                            PATIENCE,
                            () -> Files.exists(port) ? Files.readAllLines(port) : List.<String>of(),
                            seen -> seen.size() == 2 || !process.isAlive());
            return new Chromium(process, "ws://127.0.0.1:" + lines.getFirst() + lines.getLast());
        } catch (TimeoutException | NoSuchElementException e) {
            process.destroyForcibly();
            throw new IOException(
                    "chromium did not start: " + Files.readString(profile.resolve("output.txt")));
        }
    }

    /** A new window, which knows nothing of the others: no cookies, no cache, no storage. */
    Browser window() throws Exception {
        return new Browser(url);
    }

    @Override
    public void close() throws Exception {
        // those that it started write into its folder for a moment longer than it
        List<ProcessHandle> family = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        for (ProcessHandle each : family) {
            each.onExit()
                    .orTimeout(5, TimeUnit.SECONDS)
                    .handle((_, _) -> each.destroyForcibly())
                    .join();
        }
    }
}
