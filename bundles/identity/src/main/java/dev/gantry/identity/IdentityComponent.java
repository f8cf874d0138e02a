package dev.gantry.identity;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.health.StartupFailure;
import dev.gantry.spi.identity.Sessions;
import dev.gantry.spi.identity.Tokens;
import dev.gantry.spi.store.IdentityStore;

import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Offers tokens and sessions while the store is there. */
@Component(
        service = {},
        immediate = true)
public final class IdentityComponent {
    private final List<ServiceRegistration<?>> services;

    /** Reads what the store has. */
    @Activate
    public IdentityComponent(BundleContext context, @Reference IdentityStore store) {
        InstantSource clock = InstantSource.system();
        SessionLimits limits = limits(context);
        Credentials credentials = new Credentials(store, clock);
        this.services =
                List.of(
                        context.registerService(
                                Sessions.class,
                                new SessionService(store, credentials, limits, clock),
                                null),
                        context.registerService(
                                Tokens.class, new TokenService(store, credentials, clock), null));
    }

    private static SessionLimits limits(BundleContext context) {
        try {
            return SessionLimits.read(new Settings(context::getProperty));
        } catch (IllegalArgumentException e) {
            context.registerService(
                    StartupFailure.class,
                    new StartupFailure() {},
                    FrameworkUtil.asDictionary(Map.of(StartupFailure.REASON, e.getMessage())));
            throw e;
        }
    }

    @Deactivate
    void stop() {
        services.forEach(ServiceRegistration::unregister);
    }
}
