package dev.gantry.plugins.host;

import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.config.PluginConfig;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/** A Gantry that hosts plugins which are configured. */
abstract class ConfigurationFixture {
    static final OptionalLong ANY = OptionalLong.empty();
    static final String TUNED = "acme.tuned";
    @TempDir Path home;
    final MemoryPluginStore store = new MemoryPluginStore();
    final MemoryConfigStore configs = new MemoryConfigStore();
    HostedGantry gantry;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(home.resolve("bundles"));
        Files.createDirectories(home.resolve("conf/plugins"));
        gantry = new HostedGantry(home, store, configs);
        gantry.settle();
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    void restart() throws Exception {
        gantry.close();
        begin();
    }

    void begin() throws Exception {
        gantry = new HostedGantry(home, store, configs);
        gantry.settle();
    }

    Path plugin(String name, String version, String... more) throws Exception {
        String[] headers = {"Bundle-SymbolicName", "acme." + name, "Bundle-Version", version};
        String[] all = Arrays.copyOf(headers, headers.length + more.length);
        System.arraycopy(more, 0, all, headers.length, more.length);
        return Jars.build(gantry.drop(name + "-" + version + ".jar"), all);
    }

    void tuned() throws Exception {
        long before = gantry.events.latest();
        plugin("tuned", "1.0.0", "Private-Package", "acme.tuned");
        gantry.events.await(before, RevisionState.ACTIVE);
    }

    /** Writes as an editor does: at once. */
    void write(String plugin, String text) throws Exception {
        Path part = Files.writeString(home.resolve("part"), text);
        Files.move(part, gantry.conf(plugin), StandardCopyOption.REPLACE_EXISTING);
    }

    PluginConfig put(String plugin, String values) throws Exception {
        return gantry.configs().put(plugin, values, ANY, "api");
    }

    PluginConfig find(String plugin) throws Exception {
        return gantry.configs().find(plugin);
    }

    static void await(Callable<Boolean> condition) throws Exception {
        Waiting.until(condition::call);
    }

    /** The settings record that a task of the plugin sees now. */
    String settings(String task, String type) throws Exception {
        try (Lease lease = gantry.catalog().lease(Kind.TASK, task)) {
            return lease.settings(lease.loader().loadClass(type)).toString();
        }
    }

    String limits() throws Exception {
        return settings("tuned.show", "acme.tuned.Limits");
    }
}
