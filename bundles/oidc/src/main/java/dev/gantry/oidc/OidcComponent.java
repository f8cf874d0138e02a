package dev.gantry.oidc;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.health.StartupFailure;
import dev.gantry.spi.identity.SingleSignOn;

import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

import java.time.InstantSource;
import java.util.Map;

/** Offers single sign-on if the settings name a provider. */
@Component(
        service = {},
        immediate = true)
public final class OidcComponent {
    private final ServiceRegistration<SingleSignOn> service;

    /** Reads the settings; the provider is asked when somebody logs in. */
    @Activate
    public OidcComponent(BundleContext context) {
        try {
            OidcSettings settings = OidcSettings.read(new Settings(context::getProperty));
            service =
                    settings == null
                            ? null
                            : context.registerService(
                                    SingleSignOn.class,
                                    new OidcLogins(settings, InstantSource.system()),
                                    null);
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
        if (service != null) {
            service.unregister();
        }
    }
}
