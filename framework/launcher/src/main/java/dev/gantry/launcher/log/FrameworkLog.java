package dev.gantry.launcher.log;

import org.apache.felix.framework.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;

/** What the OSGi framework has to say, in our log. */
public final class FrameworkLog extends Logger {
    private static final org.slf4j.Logger LOG =
            LoggerFactory.getLogger("org.apache.felix.framework");

    /** Says warnings and errors. */
    public FrameworkLog() {
        setLogLevel(LOG_WARNING);
    }

    @Override
    @SuppressWarnings("rawtypes") // as the framework declares it
    protected void doLog(
            Bundle bundle, ServiceReference service, int level, String message, Throwable thrown) {
        String text = bundle == null ? message : bundle.getSymbolicName() + ": " + message;
        switch (level) {
            case LOG_ERROR -> LOG.error(text, thrown);
            case LOG_WARNING -> LOG.warn(text, thrown);
            default -> LOG.debug(text, thrown);
        }
    }
}
