// SPDX-License-Identifier: GPL-2.0-or-later
/* dev_printk.c - messages about devices: "driver device: text". */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/printk.h>

/* The level travels as text, as printk() wants it. */
static int print(const char *level, const struct device *dev, struct va_format *vaf)
{
	if (!dev)
		return printk("%s(NULL device *): %pV", level, vaf);
	return printk("%s%s %s: %pV", level, dev_driver_string(dev), dev_name(dev), vaf);
}

int dev_vprintk_emit(int level, const struct device *dev, const char *fmt, va_list args)
{
	char prefix[] = KERN_SOH "0";
	struct va_format vaf = { .fmt = fmt };
	va_list copy;
	int length;

	prefix[1] += clamp(level, LOGLEVEL_EMERG, LOGLEVEL_DEBUG);
	va_copy(copy, args);
	vaf.va = &copy;
	length = print(prefix, dev, &vaf);
	va_end(copy);
	return length;
}
EXPORT_SYMBOL(dev_vprintk_emit);

int dev_printk_emit(int level, const struct device *dev, const char *fmt, ...)
{
	va_list args;
	int length;

	va_start(args, fmt);
	length = dev_vprintk_emit(level, dev, fmt, args);
	va_end(args);
	return length;
}
EXPORT_SYMBOL(dev_printk_emit);

void _dev_printk(const char *level, const struct device *dev, const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	vaf.va = &args;
	print(level, dev, &vaf);
	va_end(args);
}
EXPORT_SYMBOL(_dev_printk);

#define DEV_LEVEL(function, level)						\
void function(const struct device *dev, const char *fmt, ...)			\
{										\
	struct va_format vaf = { .fmt = fmt };					\
	va_list args;								\
										\
	va_start(args, fmt);							\
	vaf.va = &args;								\
	print(level, dev, &vaf);						\
	va_end(args);								\
}										\
EXPORT_SYMBOL(function)

DEV_LEVEL(_dev_emerg, KERN_EMERG);
DEV_LEVEL(_dev_alert, KERN_ALERT);
DEV_LEVEL(_dev_crit, KERN_CRIT);
DEV_LEVEL(_dev_err, KERN_ERR);
DEV_LEVEL(_dev_warn, KERN_WARNING);
DEV_LEVEL(_dev_notice, KERN_NOTICE);
DEV_LEVEL(_dev_info, KERN_INFO);

/**
 * dev_err_probe() - why a probe fails
 * Logged as an error, "error -ENOENT: text"; -EPROBE_DEFER at debug level, -ENOMEM not at all (it has been said).
 * Return: @err, for "return dev_err_probe(…)".
 */
int dev_err_probe(const struct device *dev, int err, const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	vaf.va = &args;
	if (err == -EPROBE_DEFER)
		dev_dbg(dev, "error %pe: %pV", ERR_PTR(err), &vaf);
	else if (err != -ENOMEM)
		dev_err(dev, "error %pe: %pV", ERR_PTR(err), &vaf);
	va_end(args);
	return err;
}
EXPORT_SYMBOL(dev_err_probe);
