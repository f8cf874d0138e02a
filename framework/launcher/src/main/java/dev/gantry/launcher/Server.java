package dev.gantry.launcher;

import dev.gantry.launcher.log.JulBridge;
import dev.gantry.launcher.log.Logs;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One Gantry, from its start to its end. A signal stops it in order, within {@code
 * gantry.stop.timeout}, and the process ends with 0.
 */
public final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final Logger BANNER = LoggerFactory.getLogger(Logs.FILE_ONLY);

    /** Environment variable of a Gantry whose output nobody sees. */
    public static final String BACKGROUND = "GANTRY_BACKGROUND";

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final Installation installation;
    private final Home home;
    private final Configuration configuration;
    private final PrintStream console;
    private final ServiceManager manager = new ServiceManager(System::getenv);
    private final AtomicBoolean stopping = new AtomicBoolean();

    /**
     * A Gantry that is not started.
     *
     * @param console where the banner goes
     */
    public Server(
            Installation installation,
            Home home,
            Configuration configuration,
            PrintStream console) {
        this.installation = installation;
        this.home = home;
        this.configuration = configuration;
        this.console = console;
    }

    /**
     * Starts, and returns when it has ended by itself. A signal ends the process before that.
     *
     * @param trial whether to stop as soon as it is ready
     * @throws StartException if it does not start; nothing is left running
     */
    public void run(boolean trial) throws StartException, InterruptedException {
        home.prepare();
        HomeLock lock = HomeLock.take(home.lock(), ProcessHandle.current().pid());
        Platform platform = null;
        Thread hook = null;
        try {
            Files.deleteIfExists(home.url());
            AdminToken.ensure(home.token());
            Logs.configure(
                    home.logs(),
                    configuration.get("gantry.log.format", "text").equals("json"),
                    configuration.get("gantry.log.level", "info"));
            JulBridge.install();
            Dumps dumps = Dumps.of(home, configuration);
            dumps.prepare();
            Lineage lineage = Lineage.of(home, Installation.version());
            lineage.tell();
            if (configuration.get("gantry.plugins.builtin", "true").equals("true")) {
                BuiltIns.of(installation, home).bring();
            }
            platform = Platform.create(home.cache(), properties());
            hook = onSignal(platform, lock);
            Readiness readiness = Readiness.watch(platform.context());
            int bundles = platform.start(installation.system());
            boolean ready = awaitReady(readiness, bundles, lineage);
            dumps.tell(home.logs());
            if (System.getenv(BACKGROUND) != null) {
                Logs.fileOnly();
            }
            if (trial && !ready) {
                throw new StartException(StartException.FAILED, "not ready in time");
            }
            if (!trial) {
                platform.await();
            }
        } catch (IOException e) {
            throw new StartException("cannot write to " + home.data() + ": " + e, e);
        } finally {
            end(platform, lock, hook);
        }
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(configuration.values());
        properties.put("gantry.home", home.path().toString());
        properties.put("gantry.version", Installation.version());
        return properties;
    }

    private boolean awaitReady(Readiness readiness, int bundles, Lineage lineage)
            throws StartException, InterruptedException {
        boolean inTime = true;
        try {
            told(readiness.outcome().get(PATIENCE.toSeconds(), TimeUnit.SECONDS), bundles, lineage);
        } catch (TimeoutException e) {
            inTime = false;
            List<String> missing = readiness.missing();
            LOG.warn(
                    "Not ready after {} s; missing: {}. It goes on trying",
                    PATIENCE.toSeconds(),
                    missing.isEmpty() ? "the HTTP API" : String.join("; ", missing));
            readiness.outcome().thenAccept(outcome -> late(outcome, bundles, lineage));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return inTime;
    }

    private void told(Readiness.Outcome outcome, int bundles, Lineage lineage)
            throws StartException {
        switch (outcome) {
            case Readiness.Ready(String url) -> serves(url, bundles, lineage);
            case Readiness.Failed(String reason) ->
                    throw new StartException(StartException.FAILED, lineage.failed(reason));
        }
    }

    private void late(Readiness.Outcome outcome, int bundles, Lineage lineage) {
        switch (outcome) {
            case Readiness.Ready(String url) -> serves(url, bundles, lineage);
            case Readiness.Failed(String reason) -> LOG.error("{}", lineage.failed(reason));
        }
    }

    private void serves(String url, int bundles, Lineage lineage) {
        lineage.serves();
        manager.ready();
        banner(url, bundles);
    }

    private void banner(String url, int bundles) {
        long now = System.currentTimeMillis();
        long took = now - ManagementFactory.getRuntimeMXBean().getStartTime();
        String version = Installation.version();
        BANNER.info(
                "Gantry {} is ready after {} ms at {}, {} bundles, home {}",
                version,
                took,
                url,
                bundles,
                home.path());
        if (configuration.get("gantry.log.format", "text").equals("text")) {
            console.printf(
                    """

                      Gantry %s, ready in %d ms (%d bundles)
                      Console and API  %s
                      Admin token      %s
                      Home             %s

                    """,
                    version, took, bundles, url, home.token(), home.path());
            console.flush();
        }
    }

    private Thread onSignal(Platform platform, HomeLock lock) {
        Thread hook =
                Thread.ofPlatform()
                        .name("gantry-signal")
                        .unstarted(
                                () -> {
                                    if (stopping.compareAndSet(false, true)) {
                                        LOG.info("Stopping");
                                        manager.stopping();
                                        boolean ended = stop(platform, lock);
                                        Runtime.getRuntime().halt(ended ? 0 : 1);
                                    }
                                });
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private void end(Platform platform, HomeLock lock, Thread hook) throws InterruptedException {
        if (!stopping.compareAndSet(false, true)) {
            hook.join(); // a signal came; the process ends with it
            return;
        }
        stop(platform, lock);
    }

    private boolean stop(Platform platform, HomeLock lock) {
        boolean ended = true;
        try {
            if (platform != null) {
                Duration limit = configuration.duration("gantry.stop.timeout", STOP_LIMIT);
                ended = platform.stop(limit);
                if (ended) {
                    LOG.info("Stopped");
                } else {
                    LOG.warn("Not everything stopped within {}; ending all the same", limit);
                }
            }
            Files.deleteIfExists(home.url());
            lock.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("Cannot clean up in {}", home.data(), e);
        }
        Logs.stop();
        return ended;
    }
}
