package dev.gantry.plugins.host;

import dev.gantry.spi.plugin.DeployListener;
import dev.gantry.spi.plugin.RevisionInfo;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.tls.Authority;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** A Gantry that takes only what acme signed, by its signers dev and ops. */
abstract class TrustFixture {
    static final String HELLO = "acme.hello";
    static final String POLICY = "gantry.trust.policy";

    @TempDir static Path keys;
    static Authority acme;

    @TempDir Path home;
    final MemoryPluginStore store = new MemoryPluginStore();
    Path trust;
    HostedGantry gantry;

    @BeforeAll
    static void certificates() throws Exception {
        acme = new Authority(keys, "acme").issue("dev").issue("ops");
    }

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(home.resolve("bundles"));
        trust = Files.createDirectories(home.resolve("conf/trust"));
        acme.certificate("acme", trust.resolve("acme.pem"));
        open(POLICY, "signed");
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    /** Starts it again, with a setting instead. */
    final void reopen(String key, String value) throws Exception {
        gantry.close();
        open(key, value);
    }

    private void open(String key, String value) throws Exception {
        gantry = new HostedGantry(home, store, new MemoryConfigStore(), Map.of(key, value));
    }

    /** Starts it again, with somebody who listens from the beginning. */
    final void reopen(DeployListener deploys) throws Exception {
        gantry.close();
        gantry =
                new HostedGantry(
                        home, store, new MemoryConfigStore(), Map.of(POLICY, "signed"), deploys);
    }

    final Path hello(String version) throws Exception {
        return Jars.hello(home.resolve("hello-" + version + ".jar"), version);
    }

    final Path put(Path jar) throws Exception {
        return Files.move(
                jar, gantry.drop(jar.getFileName().toString()), StandardCopyOption.ATOMIC_MOVE);
    }

    final void await(long after, String version, RevisionState state) throws Exception {
        gantry.events.await(after, e -> e.state() == state && version.equals(e.version()));
    }

    final RevisionInfo revision(String version) throws Exception {
        return gantry.plugins().find(HELLO).orElseThrow().versions().stream()
                .filter(v -> v.version().equals(version))
                .findFirst()
                .orElseThrow();
    }
}
