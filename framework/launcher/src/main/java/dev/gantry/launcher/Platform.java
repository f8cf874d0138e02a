package dev.gantry.launcher;

import dev.gantry.launcher.log.ComponentLog;
import dev.gantry.launcher.log.FrameworkLog;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The OSGi framework and Gantry's own bundles in it. There are no start levels: a component is
 * ready when what it refers to is there.
 */
final class Platform {
    private static final Logger LOG = LoggerFactory.getLogger(Platform.class);

    /** What takes in new work goes first, then what works it off. */
    private static final List<String> STOP_ORDER =
            List.of(
                    "dev.gantry.schedule",
                    "dev.gantry.detection",
                    "dev.gantry.engine",
                    "dev.gantry.http",
                    "dev.gantry.plugins");

    private static final String SLF4J =
            "org.slf4j;version=\"%1$s\",org.slf4j.event;version=\"%1$s\","
                    + "org.slf4j.helpers;version=\"%1$s\",org.slf4j.spi;version=\"%1$s\"";

    /** For Gantry's own telemetry only: who does not ask for it so is not wired to it. */
    private static final String LOGBACK =
            Stream.of("classic", "classic.spi", "classic.turbo", "core", "core.spi")
                    .map(
                            name ->
                                    "ch.qos.logback."
                                            + name
                                            + ";version=\"1.6.6\";gantry=internal;"
                                            + "mandatory:=\"gantry\"")
                    .collect(Collectors.joining(","));

    private final Framework framework;
    private final ClassPathBundles own;

    private Platform(Framework framework, ClassPathBundles own) {
        this.framework = framework;
        this.own = own;
    }

    /**
     * A framework that is initialized and holds no bundles yet.
     *
     * @param properties what bundles can read, beside what the framework itself needs
     */
    static Platform create(Path cache, Map<String, String> properties) throws StartException {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        all.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        all.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        // some libraries ask for SLF4J 1, others for 2; version 2 serves both
        all.put(
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                SLF4J.formatted("1.7.36")
                        + ","
                        + SLF4J.formatted("2.0.20")
                        + ","
                        + LOGBACK
                        + ",org.osgi.service.log;version=\"1.5.0\"");
        // what the JDK looks up for a plugin is the JDK's: Gantry's own classes are beside it
        all.put("felix.bootdelegation.implicit", "false");
        all.put(Constants.FRAMEWORK_BOOTDELEGATION, "com.sun.*,jdk.*,sun.*");
        all.put("felix.cache.locking", "false"); // the lock on the home does it
        all.put("felix.log.logger", new FrameworkLog());
        all.put("felix.cm.pm", "memory"); // Gantry's store keeps what is configured
        // the framework takes objects, too, where its signature says String
        @SuppressWarnings({"unchecked", "rawtypes"})
        Map<String, String> untyped = (Map) all;
        ClassPathBundles own = ClassPathBundles.of(System.getProperty("java.class.path"));
        Framework framework =
                new org.apache.felix.framework.FrameworkFactory().newFramework(untyped, own);
        try {
            framework.init();
        } catch (BundleException e) {
            throw new StartException(
                    "the OSGi framework does not start: "
                            + e.getMessage()
                            + "; if "
                            + cache
                            + " cannot be written, give access to it",
                    e);
        }
        ComponentLog.register(framework.getBundleContext());
        return new Platform(framework, own);
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /**
     * Installs and starts all JARs of a folder, in the order of their names.
     *
     * @return how many
     * @throws StartException naming the JAR that cannot be started, and why
     */
    int start(Path folder) throws StartException {
        List<Bundle> bundles = install(jars(folder));
        try {
            framework.start();
        } catch (BundleException e) {
            throw new StartException("the OSGi framework does not start: " + e.getMessage(), e);
        }
        // one resolution for all is quicker than one for each; who fails says so at start
        framework.adapt(FrameworkWiring.class).resolveBundles(bundles);
        for (Bundle bundle : bundles) {
            try {
                bundle.start();
            } catch (BundleException e) {
                throw new StartException(
                        fileName(bundle)
                                + " in "
                                + folder
                                + " does not start: "
                                + e.getMessage()
                                + "; the installation is incomplete or mixed, unpack it anew",
                        e);
            }
        }
        return bundles.size();
    }

    /**
     * Stops Gantry's bundles in their order, then all others, then the framework.
     *
     * @return whether it all came to an end within {@code limit}
     */
    boolean stop(Duration limit) throws InterruptedException {
        Thread work = Thread.ofPlatform().name("gantry-stop").daemon().start(this::stopAll);
        return work.join(limit);
    }

    private void stopAll() {
        BundleContext context = framework.getBundleContext();
        if (context != null) {
            for (String name : STOP_ORDER) {
                for (Bundle bundle : context.getBundles()) {
                    if (name.equals(bundle.getSymbolicName())) {
                        stop(bundle);
                    }
                }
            }
        }
        try {
            framework.stop();
            framework.waitForStop(0);
        } catch (BundleException e) {
            LOG.warn("The framework did not stop in order", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when the framework has stopped, for whatever reason. */
    void await() throws InterruptedException {
        framework.waitForStop(0);
    }

    private List<Bundle> install(List<Path> jars) throws StartException {
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : jars) {
            try {
                bundles.add(context().installBundle(own.location(jar)));
            } catch (BundleException e) {
                throw new StartException(
                        jar + " cannot be installed: " + e.getMessage() + "; unpack Gantry anew",
                        e);
            }
        }
        return bundles;
    }

    private static List<Path> jars(Path folder) throws StartException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new StartException(
                    "cannot read " + folder + ": the installation is incomplete, unpack it anew",
                    e);
        }
    }

    private static void stop(Bundle bundle) {
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("{} did not stop in order", bundle.getSymbolicName(), e);
        }
    }

    private static String fileName(Bundle bundle) {
        String location = bundle.getLocation();
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
