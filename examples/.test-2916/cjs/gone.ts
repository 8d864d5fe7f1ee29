
import './gone-too.ts';
