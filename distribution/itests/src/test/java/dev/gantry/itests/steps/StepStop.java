package dev.gantry.itests.steps;

import dev.gantry.spi.plugin.DeployListener;
import dev.gantry.spi.plugin.DeployStep;
import dev.gantry.spi.plugin.RevisionRef;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.locks.LockSupport;

/**
 * Put into a Gantry's {@code system/}: halts a deploy at the step that the file {@code stop-at}
 * names, writes {@code reached}, and never goes on. The folder is the JVM property {@code
 * gantry.test.steps}.
 */
public final class StepStop implements BundleActivator, DeployListener {
    private Path folder;

    @Override
    public void start(BundleContext context) {
        folder = Path.of(System.getProperty("gantry.test.steps"));
        context.registerService(DeployListener.class, this, null);
    }

    @Override
    public void at(DeployStep step, RevisionRef revision) {
        Path wanted = folder.resolve("stop-at");
        try {
            if (!Files.exists(wanted) || !Files.readString(wanted).equals(step.name())) {
                return;
            }
            Path part = Files.writeString(folder.resolve("reached.part"), revision.version());
            Files.move(part, folder.resolve("reached"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        while (true) {
            LockSupport.park();
        }
    }

    @Override
    public void stop(BundleContext context) {
        // the framework takes the service back
    }
}
