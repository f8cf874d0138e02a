package dev.gantry.launcher;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Tells systemd how far Gantry is, when it asks for that by {@code NOTIFY_SOCKET}. Java has no
 * datagrams on Unix sockets, so {@code systemd-notify} does it.
 *
 * @param environment a variable by its name, or {@code null}
 */
record ServiceManager(UnaryOperator<String> environment) {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
    private static final int LIMIT_S = 5;

    /** Gantry serves. */
    void ready() {
        tell("READY=1");
    }

    /** Gantry ends in order. */
    void stopping() {
        tell("STOPPING=1");
    }

    private void tell(String state) {
        String socket = environment.apply("NOTIFY_SOCKET");
        if (socket == null || socket.isBlank()) {
            return;
        }
        ProcessBuilder builder =
                new ProcessBuilder(
                                "systemd-notify", "--pid=" + ProcessHandle.current().pid(), state)
                        .redirectErrorStream(true)
                        .redirectOutput(new File("/dev/null"));
        builder.environment().put("NOTIFY_SOCKET", socket);
        try {
            Process notify = builder.start();
            if (!notify.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                notify.destroyForcibly();
                LOG.warn("systemd-notify did not end within {} s", LIMIT_S);
            } else if (notify.exitValue() != 0) {
                LOG.warn("systemd could not be told {}: exit code {}", state, notify.exitValue());
            }
        } catch (IOException e) {
            LOG.warn("systemd could not be told {}: {}", state, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
