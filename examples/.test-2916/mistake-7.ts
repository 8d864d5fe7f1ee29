import { Deploymnt } from 'slipway';
export default Deploymnt;
