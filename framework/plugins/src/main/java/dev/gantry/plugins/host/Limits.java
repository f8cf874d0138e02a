package dev.gantry.plugins.host;

import dev.gantry.plugins.leak.LeakSettings;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.health.StartupFailure;

import org.osgi.framework.BundleContext;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;

/**
 * The settings of this part.
 *
 * @param kept how many retired revisions of a plugin are kept
 */
record Limits(
        Path home,
        Duration start,
        Duration stop,
        Duration drain,
        Duration force,
        int kept,
        Offences.Tolerance tolerance,
        LeakSettings leaks,
        Trust trust) {

    /**
     * Which plugins may come in.
     *
     * @param password of the key stores in the trust folder, or {@code null}
     */
    record Trust(boolean signedOnly, String password, NeedsPolicy needs) {
        private static final String POLICY = "gantry.trust.policy";

        static Trust read(Settings settings) {
            String policy = settings.text(POLICY, "any");
            if (!policy.equals("any") && !policy.equals("signed")) {
                throw new IllegalArgumentException(
                        POLICY + ": expected any or signed, got " + policy);
            }
            return new Trust(
                    policy.equals("signed"),
                    settings.text("gantry.trust.password", null),
                    NeedsPolicy.read(settings.text("gantry.trust.needs", null)));
        }
    }

    static Limits read(BundleContext context) {
        Settings settings = new Settings(context::getProperty);
        try {
            return new Limits(
                    settings.home(),
                    settings.duration("gantry.plugins.start.timeout", Duration.ofSeconds(30)),
                    settings.duration("gantry.plugins.stop.timeout", Duration.ofSeconds(10)),
                    settings.duration("gantry.plugins.drain.timeout", Duration.ofMinutes(5)),
                    settings.duration("gantry.plugins.force.timeout", Duration.ofSeconds(15)),
                    (int) settings.number("gantry.plugins.kept", 5, 0, 1000),
                    new Offences.Tolerance(
                            (int) settings.number("gantry.plugins.poison.limit", 3, 1, 1000),
                            settings.duration(
                                    "gantry.plugins.poison.window", Duration.ofMinutes(10))),
                    LeakSettings.read(settings),
                    Trust.read(settings));
        } catch (IllegalArgumentException e) {
            Hashtable<String, Object> reason = new Hashtable<>();
            reason.put(StartupFailure.REASON, e.getMessage());
            context.registerService(StartupFailure.class, new StartupFailure() {}, reason);
            throw e;
        }
    }
}
