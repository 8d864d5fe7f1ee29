
  import './gone.ts';
