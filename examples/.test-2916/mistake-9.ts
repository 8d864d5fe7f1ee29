import 'no-such-package-here';
