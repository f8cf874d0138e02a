package dev.gantry.bench.plugin;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * Offers the work as a service of a plain OSGi framework: a function from {@code id millis log} to
 * the revisions that were seen. Not used under Gantry.
 */
public final class PeerActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        Function<String, String> work = PeerActivator::work;
        context.registerService(
                Function.class, work, FrameworkUtil.asDictionary(Map.of("task", "bench.swap")));
    }

    private static String work(String request) {
        String[] parts = request.split(" ", 3);
        try {
            return String.join(
                    " ", Work.work(Path.of(parts[2]), parts[0], Integer.parseInt(parts[1])));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop(BundleContext context) {
        // the framework takes the service back
    }
}
