import 'slipway';
process.exit(0);
